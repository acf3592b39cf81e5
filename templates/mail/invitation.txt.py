BBBB BBBBBBBBBBBBBB BBBBB BBBB gettext(u'Hello %(name)s,') SSSSS SSSSSSSSSBBBB gettext(u'Hello,') BBBBB

 gettext(u'%(inviter)s invites you to join the team %(team)s as %(role)s.') SSSSSSSSSSS SSSSSSS SSS SS SSSS SSS SSSS SSSSSSSS SS SSSSSSSSS

 gettext(u'Open this link to join:') 


 gettext(u'It works once, until %(day)s, and only for the address this email was sent to.') SS SSSSS SSSSS SSSSS SSSSSSSS SSS SSSS SSS SSS SSSSSSS SSSS SSSSS SSS SSSS SSS
 gettext(u'If you did not expect this, do nothing: without you it has no effect.') 
BBBBBBBBBBBBB
