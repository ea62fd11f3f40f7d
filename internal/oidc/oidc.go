// Package oidc is the vocabulary of sign-in that the service and the client share: the documents and
// forms of OpenID Connect as Entra spells them, and the catalogue of AADSTS errors, which the service
// emits and the client explains. It does no I/O.
package oidc

// The grant types of the endpoint (RFC 6749, RFC 8628). MSAL for Go and .NET send the short spelling
// of the device grant, MSAL for Python the long one.
const (
	GrantCode        = "authorization_code"
	GrantRefresh     = "refresh_token"
	GrantPassword    = "password"
	GrantDevice      = "urn:ietf:params:oauth:grant-type:device_code"
	GrantDeviceShort = "device_code"
)

// The public clients whose ids are known to everybody.
const (
	ClientExchangeModule   = "fb78d390-0c51-40cd-8e17-fdbfab77341b" // Exchange Online PowerShell module, V2 and V3
	ClientExchangeModuleV1 = "a0c73c16-a7e3-4564-9a95-2bdf47383716" // the same, V1
	ClientExosh            = "5f3a7c1e-9b0d-4e52-8a64-0c2f6d1b7e93" // exosh under its own name
	ClientMail             = "c41d8f27-5a9e-4b36-97d2-6e0b3f8a1c54" // any mail program that has no registration of its own
)

// ResourceExchange is the application id of the Exchange Online resource, an audience beside the
// endpoint's own address.
const ResourceExchange = "00000002-0000-0ff1-ce00-000000000000"

// ResourceCompliance is the application id of the Security & Compliance resource, an audience beside that
// endpoint's own address.
const ResourceCompliance = "00000007-0000-0ff1-ce00-000000000000"

// ResourceProfile is the audience of an access token for which no resource was asked: none of the
// service's doors takes it.
const ResourceProfile = "00000003-0000-0000-c000-000000000000"

// The resources that stand for the vendor's mail service: clients ask for ScopeSMTP of one of them.
const (
	ResourceOutlook365 = "https://outlook.office365.com"
	ResourceOutlook    = "https://outlook.office.com"
)

// The delegated permissions that a token carries in scp: those for the admin endpoint, and the one for mail.
const (
	ScopeAdminAPI   = "AdminApi.AccessAsUser.All"
	ScopeFfo        = "FfoPowerShell.AccessAsUser.All"
	ScopePowerShell = "RemotePowerShell.AccessAsUser.All"
	ScopeSMTP       = "SMTP.Send" // submission of mail with XOAUTH2
)

// CapabilityCAE is the client capability that says: I can answer a claims challenge.
const CapabilityCAE = "cp1"

// Discovery is the OpenID Provider Configuration document (OpenID Connect Discovery 1.0, 3).
type Discovery struct {
	Issuer                string   `json:"issuer"`
	AuthorizationEndpoint string   `json:"authorization_endpoint"`
	TokenEndpoint         string   `json:"token_endpoint"`
	DeviceEndpoint        string   `json:"device_authorization_endpoint"`
	EndSessionEndpoint    string   `json:"end_session_endpoint"`
	JWKSURI               string   `json:"jwks_uri"`
	ResponseModes         []string `json:"response_modes_supported"`
	ResponseTypes         []string `json:"response_types_supported"`
	GrantTypes            []string `json:"grant_types_supported"`
	Scopes                []string `json:"scopes_supported"`
	SubjectTypes          []string `json:"subject_types_supported"`
	IDTokenAlgs           []string `json:"id_token_signing_alg_values_supported"`
	EndpointAuthMethods   []string `json:"token_endpoint_auth_methods_supported"`
	CodeChallengeMethods  []string `json:"code_challenge_methods_supported"`
	Claims                []string `json:"claims_supported"`
	IssInResponse         bool     `json:"authorization_response_iss_parameter_supported"` // RFC 9207
	RequestParameter      bool     `json:"request_parameter_supported"`
	RequestURIParameter   bool     `json:"request_uri_parameter_supported"`
	ClaimsParameter       bool     `json:"claims_parameter_supported"`
	TenantRegionScope     string   `json:"tenant_region_scope,omitempty"`
	CloudInstanceName     string   `json:"cloud_instance_name"`
}

// InstanceDiscovery is the answer of /common/discovery/instance.
type InstanceDiscovery struct {
	TenantDiscoveryEndpoint string             `json:"tenant_discovery_endpoint"`
	APIVersion              string             `json:"api-version"`
	Metadata                []InstanceMetadata `json:"metadata"`
}

// InstanceMetadata names the hosts that are one cloud.
type InstanceMetadata struct {
	PreferredNetwork string   `json:"preferred_network"`
	PreferredCache   string   `json:"preferred_cache"`
	Aliases          []string `json:"aliases"`
}

// UserRealm is the answer of /common/userrealm/{upn}: whether the account's passwords are kept here.
// AccountType is "Managed" or "Unknown".
type UserRealm struct {
	Version           string `json:"ver"`
	AccountType       string `json:"account_type"`
	DomainName        string `json:"domain_name,omitempty"`
	CloudInstanceName string `json:"cloud_instance_name"`
	CloudAudienceURN  string `json:"cloud_audience_urn,omitempty"`
}

// TokenResponse is the answer of the token endpoint. Times are seconds.
type TokenResponse struct {
	TokenType    string `json:"token_type"`
	Scope        string `json:"scope"`
	ExpiresIn    int64  `json:"expires_in"`
	ExtExpiresIn int64  `json:"ext_expires_in"`
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token,omitempty"`
	IDToken      string `json:"id_token,omitempty"`
	ClientInfo   string `json:"client_info,omitempty"` // unpadded base64url of a ClientInfo
}

// ClientInfo is what MSAL composes an account's home id of.
type ClientInfo struct {
	UID  string `json:"uid"`  // object id
	UTID string `json:"utid"` // tenant id
}

// DeviceResponse is the answer of the device authorization endpoint (RFC 8628, 3.2).
type DeviceResponse struct {
	UserCode        string `json:"user_code"`
	DeviceCode      string `json:"device_code"`
	VerificationURI string `json:"verification_uri"`
	ExpiresIn       int64  `json:"expires_in"`
	Interval        int64  `json:"interval"`
	Message         string `json:"message"`
}

// ErrorResponse is an error of any of the endpoints, in Entra's form.
type ErrorResponse struct {
	Error         string `json:"error"`
	Description   string `json:"error_description"`
	Codes         []int  `json:"error_codes"`
	Timestamp     string `json:"timestamp"` // "2006-01-02 15:04:05Z"
	TraceID       string `json:"trace_id"`
	CorrelationID string `json:"correlation_id"`
	SubError      string `json:"suberror,omitempty"`
	Claims        string `json:"claims,omitempty"`
}
