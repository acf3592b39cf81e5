"""User: an account that signs in by email. What it may do is decided by its memberships alone."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import AddressField, LanguageField, LineField
from core.ids import uuid7

from .team import check_zone


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        """Make an account; the address is kept in lower case, because people type it in any."""
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username):
        return self.get(email=username.lower())


class User(AbstractBaseUser):
    """A person with an account."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = AddressField(_("email address"), unique=True)
    name = LineField(pgettext_lazy("person", "name"), max_length=80)
    language = LanguageField(_("language"))
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC", validators=[check_zone])
    shortcuts = models.BooleanField(
        _("keyboard shortcuts"), default=True, help_text=_("Keys such as / and ? open something wherever you are.")
    )
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return self.name

    def clean(self):
        super().clean()
        self.email = self.email.lower()

    def choose_language(self, language):
        """Speak another language to this person from now on, in mails too."""
        self.language = language
        self.save(update_fields=["language"])

    @transaction.atomic
    def update_profile(self):
        """Save the person's own settings and carry a new name into the teams they are in."""
        self.full_clean(exclude=["password"])
        self.save(update_fields=["name", "language", "time_zone", "shortcuts"])
        for membership in self.memberships.filter(ended_at=None).exclude(name=self.name):
            membership.rename(self.name, by=membership)
