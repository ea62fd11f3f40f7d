package oidc

const (
	badGrant = "invalid_grant"
	badReq   = "invalid_request"
)

// Returns the catalogue. Numbers and OAuth errors are Entra's; texts and advice are our own.
func faults() []Fault {
	return []Fault{
		{NeedsPerson, "interaction_required", "", "The silent sign-in could not succeed, because a person has to choose an account or complete a step.", "Sign in interactively."},
		{GuestOnly, badGrant, "", "The account belongs to another organisation and is no guest of this one.", "Sign in with an account of this organisation, or leave the organisation out of the address."},
		{WrongRedirect, badReq, "", "The redirect address is not registered for the application.", "Use a redirect address that the application registered; only the port of http://localhost may differ."},
		{UnknownAccount, badGrant, "", "The account does not exist in the organisation.", "Check the spelling of the user name."},
		{LockedOut, badGrant, "", "Sign-in is paused because of too many wrong attempts.", "Wait a minute or more, then try again; an administrator can unlock the account."},
		{PasswordExpired, badGrant, "", "The password has expired or was given for one use.", "Sign in through a browser, where a new password can be set."},
		{Disabled, badGrant, "", "The account is blocked.", "Ask an administrator of the organisation to unblock it."},
		{SilentFailed, "login_required", "", "Nobody is signed in, so the silent sign-in could not succeed.", "Sign in interactively."},
		{MFANeeded, badGrant, "basic_action", "The account needs a second factor, which a user name and a password alone cannot give.", "Sign in through a browser (Connect-ExchangeOnline -UserPrincipalName NAME) or with a device code (-Device)."},
		{MFARegistration, badGrant, "basic_action", "The account must have a second factor and has not registered one yet.", "Sign in through a browser once to register an authenticator app."},
		{WrongFactorCode, badGrant, "", "The code of the second factor is wrong, was used before, or has expired.", "Wait for the next code and type that."},
		{FactorLocked, badGrant, "", "The second factor is paused because of too many wrong codes.", "Wait five minutes or more, then start again with the password."},
		{WrongPassword, badGrant, "", "The user name or the password is wrong, or sign-in is paused after too many wrong passwords.", "Check both. After ten wrong passwords, wait a minute or more before the next try."},
		{SessionRevoked, badGrant, "", "The grant has been revoked: the password was changed, the sessions were ended, or a refresh token was used twice.", "Sign in again."},
		{TenantMismatch, badGrant, "", "The grant belongs to another organisation.", "Use the address of the organisation that the sign-in was for."},
		{CodeUsed, badGrant, "", "The code was redeemed before; what it gave has been revoked.", "Sign in again."},
		{BadVerifier, badGrant, "", "The code verifier does not fit the code challenge.", "Sign in again; if it happens again the application is at fault."},
		{UnknownResource, "invalid_resource", "", "The resource that the scope names is not known here.", "Check the connection address: the scope is that address followed by /.default."},
		{DeviceBlocked, "access_denied", "", "The organisation does not allow sign-in by device code for this account.", "Sign in through a browser on this computer."},
		{ConsentDeclined, "access_denied", "", "The sign-in was declined.", "Start again and choose to continue."},
		{InvalidGrant, badGrant, "", "The code, the refresh token or the device code is not valid.", "Sign in again."},
		{BadGrantType, "unsupported_grant_type", "", "The grant type is not supported, or the organisation does not allow it.", "Sign in through a browser or with a device code (-Device)."},
		{ExpiredGrant, badGrant, "", "The code or the refresh token has expired.", "Sign in again."},
		{BadScope, "invalid_scope", "", "The scope is not valid.", "Ask for the connection's address followed by /.default."},
		{DevicePending, "authorization_pending", "", "The person has not finished signing in with the code yet.", "Open the address that was shown, type the code and sign in."},
		{SlowDown, "slow_down", "", "The device code is asked for too often.", "Wait five seconds longer between questions."},
		{DeviceDeclined, "authorization_declined", "", "The sign-in with the code was declined.", "Start again if that was a mistake."},
		{DeviceUnknown, "bad_verification_code", "", "The device code is not known.", "Ask for a new code."},
		{DeviceExpired, "expired_token", "", "The device code has expired.", "Ask for a new code; it must be used within 15 minutes."},
		{BadClient, "unauthorized_client", "", "The application is not known in this organisation.", "Check the client id."},
		{PublicClient, "invalid_client", "", "The application is a public client, so no secret or assertion may be presented.", "Leave client_secret, client_assertion and the Authorization header out."},
		{BadResponseType, "unsupported_response_type", "", "The response type is not supported.", "Use response_type=code."},
		{BadResponseMode, badReq, "", "The response mode is not supported.", "Use response_mode=query or form_post."},
		{RequestObject, "request_not_supported", "", "Request objects are not supported and were not fetched.", "Send the parameters themselves."},
		{BadParameter, badReq, "", "A parameter is malformed, too long or given twice.", "Correct the request."},
		{BadRequest, badReq, "", "A parameter is missing, or the request has the wrong form.", "Send one form-encoded value of each parameter."},
		{ChallengeMissing, badReq, "", "A public client has to prove itself with PKCE.", "Send code_challenge and code_challenge_method=S256."},
		{WrongMethod, badReq, "", "The endpoint takes POST requests only.", "Send the parameters in the body of a POST request."},
		{UnknownTenant, badReq, "", "The organisation is not known here.", "Check the domain or the tenant id in the address, and that the environment is the right one."},
		{TooManyRequests, "temporarily_unavailable", "", "Too many failed attempts came from this network.", "Wait some minutes, then try again."},
		{Internal, "temporarily_unavailable", "", "The sign-in service could not answer.", "Try again; if it goes on, ask an administrator to look at the log."},

		// Emitted by the vendor's cloud only, explained for the client's sake.
		{50059, badReq, "", "The request names no organisation.", "Put the organisation's domain or tenant id into the authority."},
		{50105, "interaction_required", "", "The account is not assigned to the application.", "Ask an administrator to assign it."},
		{50128, badReq, "", "The domain of the user name is not known.", "Check the part of the user name after the at sign."},
		{50131, "access_denied", "", "A condition of the organisation's policy blocks the sign-in.", "Use a device or a network that the policy allows."},
		{50133, badGrant, "", "The session ended because the password changed or expired.", "Sign in again."},
		{50140, "interaction_required", "", "The sign-in was interrupted by the question whether to stay signed in.", "Sign in again."},
		{50158, badGrant, "", "An external condition of the sign-in is not met.", "Sign in through a browser."},
		{50196, badReq, "", "The application asks in a loop.", "Wait some minutes, then try again."},
		{53000, badGrant, "", "The device does not comply with the organisation's policy.", "Use a compliant device."},
		{BlockedByPolicy, badGrant, "", "A conditional access policy blocks the sign-in.", "Ask an administrator which policy applies."},
		{65001, "invalid_grant", "consent_required", "The application has no permission for what it asks.", "Ask an administrator to allow it."},
		{70002, badReq, "", "The credentials of the application are wrong.", "Check the secret or the certificate."},
		{7000112, "unauthorized_client", "", "The application is disabled.", "Ask an administrator to enable it."},
		{7000215, "invalid_client", "", "The application's secret is wrong.", "Check that it is the secret's value, not its id."},
		{7000218, "invalid_client", "", "The application has to prove itself with a secret or a certificate.", "Allow public client flows, or present the credential."},
		{7000222, "invalid_client", "", "The application's secret has expired.", "Make a new one."},
		{700027, "invalid_client", "", "The application's certificate was not accepted.", "Check that the certificate is registered with the application."},
		{900384, badReq, "", "A token in the request could not be read.", "Sign in again."},
	}
}
