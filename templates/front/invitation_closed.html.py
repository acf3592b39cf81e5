BBBBBBB BBBBBBBBBBB

BBBB BBBB
BBBBB BBBBB gettext(u'Invitation') BBBBBBBB

BBBBB BBBBBXXXXXXXXBBBBBBBB

BBBBB BBBBBBB gettext(u'This invitation is not open') BBBBBBBB

BBBBB BBBB
  XXXX XXXXXXXXXXXXXXXXX
    XXXBB BBBBBBBBBBBBBBBBBBBBBB gettext(u'It has been used. If it was you, sign in.') BBBB BBBBBBBBBB gettext(u'It has expired or was withdrawn. Ask somebody in %(team)s for a new one.') SS SSS SSSSSSS SS SSS SSSSSSSSSS SSS SSSSSSSS SS SSSSSSSS SSS S SSS SSSSBBBB gettext(u'It was withdrawn, replaced by a newer one, or the link is not complete. Ask whoever invited you for a new one.') BBBBBXXXX
    XXXX XXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXXX XXXXXXBBB BBBBBBBXXBB BBBBBBBBBBBBBBBBBBBBB gettext(u'To your team') BBBB gettext(u'Sign in') BBBBBXXXXXXXXXX
  XXXXXX
BBBBBBBB BBBB
