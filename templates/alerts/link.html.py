BBBBBBB BBBBBBBBBBB
 #
 #
 #

BBBB BBBB BB
BBBBB BBBBB gettext(u'Emails of this kind') BBBBBBBB

BBBBB BBBBBXXXXXXXXBBBBBBBB

BBBBB BBBBBBB gettext(u'Emails of this kind') BBBBBBBB

BBBBB BBBB
BB BBBBBBB
XXX gettext(u'This link is no longer good. Use the one in a newer email, or ask somebody of the team.') XXXX
BBBB BBBBBBB
 gettext(u'Saved. Emails of these kinds are switched off for you.') BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBB BBBB BBBBBBBBB BBBBBBBBBBB BBBB
BB BBBBBBBXXX gettext(u'What is critical always reaches the person in charge of it.') XXXXBBBBB
BBBB BBBBBB
XXXXX XXXXXXXXXXXX XXXXXXXXXXXXXX
  BBBBBBBBBB
  XXX gettext(u'Which emails of the team %(team_name)s should stop?') SSSSS SSSSSS SS SSS SSSS SSSSSSSSSSSSS SSSSSS SSSSSXXXX
  BBB BBBBB BBBBBB BBBBBB BB BBBBBB
  XXXX XXXXXXXXXXXX XXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXXXX XXXXXXXXXXX XXXXXXXXXXXX XXXXXXXX XXXXXXXXBB BBBBBB XXXXX XXXXXXXXXXXXXXXXXXXX gettext(u'off already') XXXXXXXXBBBBBXXXXXXXXXXXXXX
  BBBBBB
  BB BBBBBBBXX XXXXXXXXXXX XXXXXXX gettext(u'What is critical always reaches the person in charge of it.') XXXXBBBBB
  XXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXXXX gettext(u'Switch them off') XXXXXXXXXXXXXXX
XXXXXXX
BBBB
XXX gettext(u'The email held nothing that can be switched off: it was asked for by hand, or it was critical.') XXXX
BBBBB
BBBBBBBB BBBB
