### Where to report. Contacts of companies stand in their own tables; here stand only those that take reports about anyone.
### The source stands before each message; all were checked in 2026-11.

# Source: antiphishing.jp/registration.html (official)
report-council = Council of Anti-Phishing Japan: forward the mail to info@antiphishing.jp (there is a web form too). If you cannot forward it, send its subject, sender, date and an outline. For a text message on the phone, send a screenshot. It is shared with the police and with the company whose name was used.
# Source: the Japan Data Communications Association as quoted by pcmobilerescue.refrom.com and nordot 1180694586273301157 (second-hand)
report-spam-center = Anti-Spam Consultation Center (Japan): send the whole mail to meiwaku@dekyo.or.jp. For a forged sender it helps most as an attachment with its headers. It does not advise on lost money.
# Source: the national form of the police (Saitama police 2024-07-29, Fukui police), news.mynavi.jp/securitysoft/helpdesk
report-police = Police in Japan: 110 if it is urgent, #9110 for advice, or the National Police Agency’s form for cyber matters. Have your card statement and the mail with its headers at hand.
# Source: linked from antiphishing.jp/contact_faq.html (official)
report-consumer = Consumer hotline in Japan: 188 (connects you with your local consumer center).
# Source: the official announcement of 2025-12-04 as carried by miragenews and hoganlovells
report-uk = United Kingdom: reportfraud.police.uk or 0300 123 2040
# Source: a copy of the FTC’s official booklet
report-us = United States: reportfraud.ftc.gov or 1-877-438-4338
