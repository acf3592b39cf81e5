
BBBB BBBBXX XXXXXXXXXXXXXXXXXXBB BBBBBBBBBBB gettext(u'%(day)s: money out in 1 run of 10') SSSSSSSS SSSSS SSS SS S SSS SS SSBBBB gettext(u'%(day)s: money out by the figures as they stand') SSSSSSSS SSSSS SSS SS SSS SSSSSSS SS SSSS SSSSSBBBBBXXXX
