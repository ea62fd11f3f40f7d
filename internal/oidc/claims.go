package oidc

// AccessClaims are the claims of an access token for the admin endpoint. Times are seconds since 1970.
type AccessClaims struct {
	Audience   string   `json:"aud"`
	Issuer     string   `json:"iss"` // <base>/<tenant id>/
	IssuedAt   int64    `json:"iat"`
	NotBefore  int64    `json:"nbf"`
	Expires    int64    `json:"exp"`
	ACR        string   `json:"acr"` // "1"
	AMR        []string `json:"amr"` // "pwd", "mfa"
	AppName    string   `json:"app_displayname"`
	AppID      string   `json:"appid"`
	AppIDACR   string   `json:"appidacr"` // "0": a public client
	IDType     string   `json:"idtyp"`    // "user"
	IPAddr     string   `json:"ipaddr,omitempty"`
	Name       string   `json:"name"`
	ObjectID   string   `json:"oid"`
	PUID       string   `json:"puid"`
	Scope      string   `json:"scp"`
	SessionID  string   `json:"sid"`
	Subject    string   `json:"sub"`
	TenantID   string   `json:"tid"`
	UniqueName string   `json:"unique_name"`
	UPN        string   `json:"upn"`
	TokenID    string   `json:"uti"`
	Version    string   `json:"ver"` // "1.0"
	WIDs       []string `json:"wids"`
	Roles      []string `json:"roles,omitempty"`
	XmsCC      []string `json:"xms_cc,omitempty"`
	AuthTime   int64    `json:"auth_time"`
}

// IDClaims are the claims of an ID token (OpenID Connect Core 1.0, 2, and Entra's own).
type IDClaims struct {
	Audience          string   `json:"aud"` // the client id
	Issuer            string   `json:"iss"` // <base>/<tenant id>/v2.0
	IssuedAt          int64    `json:"iat"`
	NotBefore         int64    `json:"nbf"`
	Expires           int64    `json:"exp"`
	AMR               []string `json:"amr,omitempty"`
	AuthTime          int64    `json:"auth_time"`
	Name              string   `json:"name"`
	Nonce             string   `json:"nonce,omitempty"`
	ObjectID          string   `json:"oid"`
	PreferredUsername string   `json:"preferred_username"`
	SessionID         string   `json:"sid"`
	Subject           string   `json:"sub"`
	TenantID          string   `json:"tid"`
	UPN               string   `json:"upn"`
	TokenID           string   `json:"uti"`
	Version           string   `json:"ver"` // "2.0"
}
