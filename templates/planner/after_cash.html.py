
BBBB BBBBXXXXX XXXXXXXXXXX XXXXXXXXXXXXXXXX XXXXXXX gettext(u'Without money still to come, it lasts until %(day)s') SSSSSSS SSSSS SSSSS SS SSSSS SS SSSSS SSSSS SSSSSSSXX gettext(u'after the money runs out') XXXXXXX
