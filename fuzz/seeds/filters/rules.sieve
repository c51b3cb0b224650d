require ["fileinto", "imap4flags"];
# rule:[shop]
if anyof (address :domain "from" "mihon.example", header :contains "subject" "order") {
  addflag "\\Seen";
  fileinto "Trash";
  stop;
}
