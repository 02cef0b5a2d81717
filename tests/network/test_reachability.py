"""Under which addresses Dim is reachable, and what stands in the way: a table of surroundings."""

import pytest

from dim.network.interfaces import Address, Listening
from dim.network.reachability import Firewall, ObstacleKind, Surroundings, assess

LO = Address("lo", "127.0.0.1")
LAN, LAN6 = Address("eth0", "192.168.1.5"), Address("eth0", "fd00::5")
EVERYWHERE, BOTH = Listening("0.0.0.0", 8008), Listening("::", 8008)
UFW = Firewall("ufw", "Run: sudo ufw allow 8008/tcp")
K = ObstacleKind


@pytest.mark.parametrize(
    ("listening", "surroundings", "urls", "kinds"),
    [
        (EVERYWHERE, Surroundings((LO, LAN, LAN6)), ["http://192.168.1.5:8008/"], []),
        (BOTH, Surroundings((LO, LAN6, LAN)), ["http://192.168.1.5:8008/", "http://[fd00::5]:8008/"], []),
        (Listening("192.168.1.5", 80), Surroundings((LO, LAN)), ["http://192.168.1.5:80/"], []),
        (Listening("127.0.0.1", 8008), Surroundings((LO, LAN), firewalls=(UFW,)), [], [K.LOOPBACK]),
        (Listening("::1", 8008), Surroundings((LO, LAN)), [], [K.LOOPBACK]),
        (EVERYWHERE, Surroundings((LO,), "Docker"), [], [K.NO_NETWORK]),
        (EVERYWHERE, Surroundings((LO, Address("docker0", "172.17.0.1"))), [], [K.NO_NETWORK]),
        (Listening("192.168.7.7", 80), Surroundings((LO, LAN)), [], [K.NOT_THAT_ADDRESS]),
        (EVERYWHERE, Surroundings((LO, LAN6)), [], [K.IPV6_ONLY]),
        (BOTH, Surroundings((LO, LAN6)), ["http://[fd00::5]:8008/"], [K.IPV6_ONLY]),
        (
            EVERYWHERE,
            Surroundings((LO, Address("eth0", "172.17.0.2")), "Docker"),
            ["http://172.17.0.2:8008/"],
            [K.CONTAINER],
        ),
        (EVERYWHERE, Surroundings((LO, Address("eth0", "172.17.0.2"))), ["http://172.17.0.2:8008/"], []),
        (EVERYWHERE, Surroundings((LO, LAN), "Docker"), ["http://192.168.1.5:8008/"], []),
        (EVERYWHERE, Surroundings((LO, LAN), firewalls=(UFW,)), ["http://192.168.1.5:8008/"], [K.FIREWALL]),
    ],
)
def test_surroundings(
    listening: Listening, surroundings: Surroundings, urls: list[str], kinds: list[ObstacleKind]
) -> None:
    found = assess(listening, surroundings)
    assert list(found.addresses) == urls
    assert [one.kind for one in found.obstacles] == kinds


def test_the_announced_name_comes_first_with_the_prefix() -> None:
    found = assess(EVERYWHERE, Surroundings((LO, LAN)), host="dim-2.local", prefix="/films", https=True)
    assert found.addresses == ("https://dim-2.local:8008/films/", "https://192.168.1.5:8008/films/")


@pytest.mark.parametrize(
    ("listening", "surroundings", "words"),
    [
        (Listening("127.0.0.1", 8008), Surroundings((LO, LAN)), ["127.0.0.1", "DIM_HOST=0.0.0.0"]),
        (EVERYWHERE, Surroundings((LO, Address("eth0", "10.88.0.3")), "Podman"), ["Podman", "10.88.0.3", "host"]),
        (EVERYWHERE, Surroundings((LO, LAN), firewalls=(UFW,)), ["ufw", "TCP port 8008", "sudo ufw allow 8008/tcp"]),
        (EVERYWHERE, Surroundings((LO, LAN6)), ["no IPv4", "DIM_HOST=::"]),
    ],
)
def test_an_obstacle_says_what_to_do(listening: Listening, surroundings: Surroundings, words: list[str]) -> None:
    (obstacle,) = assess(listening, surroundings).obstacles
    assert all(word in obstacle.text for word in words), obstacle.text
