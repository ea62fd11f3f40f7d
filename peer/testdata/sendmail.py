"""Sends one message as the variables say; peer/mail_test.go runs it."""

import os
import smtplib
import ssl
from email.message import EmailMessage

e = os.environ
message = EmailMessage()
message["From"] = e["MAIL_USER"]
message["To"] = e["MAIL_TO"]
message["Subject"] = e["MAIL_SUBJECT"]
message.set_content(e["MAIL_TEXT"] + "\n.\n..\n")
message.add_attachment(b"%PDF-1.4 not really", maintype="application", subtype="pdf", filename="scan.pdf")

with smtplib.SMTP(e["MAIL_HOST"], int(e["MAIL_PORT"]), timeout=30) as server:
    server.starttls(context=ssl.create_default_context(cafile=e["MAIL_CA"]))
    if "MAIL_TOKEN" in e:
        server.ehlo()
        server.auth("XOAUTH2", lambda challenge=None: "" if challenge else
                    f"user={e['MAIL_USER']}\x01auth=Bearer {e['MAIL_TOKEN']}\x01\x01")
    else:
        server.login(e["MAIL_USER"], e["MAIL_PASSWORD"])
    server.send_message(message)
