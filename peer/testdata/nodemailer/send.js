// Sends one message as the variables say; peer/mail_test.go runs it.
const nodemailer = require("nodemailer");
const e = process.env;

const auth = e.MAIL_TOKEN
  ? { type: "OAuth2", user: e.MAIL_USER, accessToken: e.MAIL_TOKEN }
  : { user: e.MAIL_USER, pass: e.MAIL_PASSWORD };

nodemailer
  .createTransport({
    host: e.MAIL_HOST,
    port: Number(e.MAIL_PORT),
    secure: false,
    requireTLS: true,
    auth,
  })
  .sendMail({
    from: e.MAIL_USER,
    to: e.MAIL_TO,
    subject: e.MAIL_SUBJECT,
    text: e.MAIL_TEXT,
    attachments: [{ filename: "scan.pdf", content: Buffer.from("%PDF-1.4 not really") }],
  })
  .then((info) => console.log(info.response))
  .catch((err) => {
    console.error(err.response || err.message);
    process.exit(1);
  });
