
BBBB BBBBXXXXX XXXXXXXXXXXXXX XXXXXXX gettext(u'Readiness: owner, reserve, lead time, rehearsal, watched trigger') XXXXXXXXXXX
