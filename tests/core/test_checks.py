"""What the deployment check asks for."""

import pytest

from core.checks import check_proxies_are_counted


@pytest.mark.parametrize(("https", "proxies", "warned"), [(True, 0, 1), (True, 1, 0), (True, 2, 0), (False, 0, 0)])
def test_https_without_a_trusted_proxy_is_warned_of(settings, https, proxies, warned):
    settings.HTTPS, settings.ALLAUTH_TRUSTED_PROXY_COUNT = https, proxies

    assert [problem.id for problem in check_proxies_are_counted(None)] == ["landfall.W001"] * warned
