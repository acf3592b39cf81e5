"""The URLs a stranger may open, all of them, by the name of their view. Every other URL asks who is there."""

PUBLIC = frozenset(
    {
        "index",
        "healthz",
        "language",
        "invitation",
        "demo_entry",
        "alerts_link",
        "calendar_feed",
        "account_login",
        "account_logout",
        "account_signup",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_confirm_email",
        "account_email_verification_sent",
    }
)
