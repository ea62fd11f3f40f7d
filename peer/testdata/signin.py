"""Signs in with MSAL for Python, unchanged. Arguments: authority, scope, flow, client id. Talks to the test by
lines of JSON: it prints what a person has to do, and at the end the result."""
import json
import sys

import msal

authority, scope, flow, CLIENT = sys.argv[1:5]


def say(**what):
    print(json.dumps(what), flush=True)


def app(cache=None):
    return msal.PublicClientApplication(
        CLIENT, authority=authority, instance_discovery=False, client_capabilities=["cp1"], token_cache=cache)


def report(result):
    keep = ("access_token", "id_token_claims", "error", "error_codes", "scope", "expires_in")
    say(result={k: result[k] for k in keep if k in result})


def device():
    a = app()
    f = a.initiate_device_flow(scopes=[scope])
    say(verification_uri=f["verification_uri"], user_code=f["user_code"], message=f["message"])
    f["interval"] = 1
    result = a.acquire_token_by_device_flow(f)
    report(result)
    refresh(a)


def code():
    a = app()
    f = a.initiate_auth_code_flow([scope], redirect_uri="http://localhost:61234", login_hint="navin@contoso.com")
    say(auth_uri=f["auth_uri"])
    report(a.acquire_token_by_auth_code_flow(f, json.loads(sys.stdin.readline())))
    refresh(a)


def refresh(a):
    account = a.get_accounts()[0]
    report(a.acquire_token_silent([scope], account=account, force_refresh=True))


globals()[flow]()
