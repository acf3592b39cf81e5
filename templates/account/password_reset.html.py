
BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB
BBBB BBBB
BBBBB BBBBBBBBBB gettext(u'Forgotten password') BBBBBBBB

BBBBB BBBBBBB
XXXX gettext(u'Forgotten password') XXXXX
XXX gettext(u'Enter your email address. If there is an account for it, you get a link to choose a new password.') XXXX
XXXXX XXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXBBB BBBBBBBBBBBBBBBBBBBBBBBBX XXXXXXXXXXX
  BBBBBBBBBB
  XXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXXXX gettext(u'Send the link') XXXXXXXXXXXXXXX
XXXXXXX
XX XXXXXXXXXXXXXXXXXXXXXX gettext(u'No mail server is set up? The operator can make a link with the command reset_link.') XXXX
BBBBBBBB BBBBBBB
