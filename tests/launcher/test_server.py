"""The launcher's own decisions, by examples: what is started, what is refused, and in which words."""

import configparser
import os
import shlex
import socket
from pathlib import Path

import pytest
import yaml

from core.env import BASE_DIR, broker_url
from launcher import embedded, pinning, preflight, programs, supervisor, throwaway
from launcher import installation as installations
from launcher.errors import StartError
from launcher.installation import Installation


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(tmp_path / "a home at 100%", port=8123, flower_port=5678)


def configuration(installation: Installation) -> configparser.RawConfigParser:
    """supervisord's configuration, as supervisord reads it."""
    text = supervisor.config(
        installation,
        servers=programs.servers(installation),
        torale=programs.torale(installation),
        password="secret",
    )
    parser = configparser.RawConfigParser(inline_comment_prefixes=(";", "#"))
    parser.read_string(text)
    return parser


class TestSockets:
    def test_they_lie_below_the_home(self) -> None:
        assert embedded.socket_folder(Path("/home/me/torale/var")) == Path("/home/me/torale/var/run")

    def test_where_the_path_would_be_too_long_it_is_a_short_one_that_follows_from_the_home(self) -> None:
        long = Path("/") / ("ä" * 50)

        folder = embedded.socket_folder(long)

        assert folder == embedded.socket_folder(long) != embedded.socket_folder(long / "other")
        assert folder.parent == Path("/tmp")
        assert len(os.fsencode(folder / "supervisor.sock.4194304")) <= 103

    def test_addresses_survive_what_a_path_may_hold(self) -> None:
        assert "host=%2Fmy%20home%20%26%20more%2Frun" in embedded.database_url(Path("/my home & more"))
        assert embedded.redis_url(Path("/my home")) == "unix:///my%20home/run/redis.sock?db=0"

    def test_the_broker_speaks_of_sockets_in_its_own_way(self) -> None:
        assert broker_url("unix:///x/redis.sock?db=3") == "redis+socket:///x/redis.sock?virtual_host=3"
        assert broker_url("redis://h:1/2") == "redis://h:1/2"


class TestWhatRuns:
    def test_servers_start_by_themselves_and_torale_when_told(self, installation: Installation) -> None:
        parsed = configuration(installation)

        assert parsed["group:servers"]["programs"] == "postgres,redis"
        assert parsed["group:torale"]["programs"] == "web,worker,courier,beat,flower"
        assert parsed["program:postgres"]["autostart"] == "true"
        assert parsed["program:web"]["autostart"] == "false"

    def test_all_is_restarted_for_ever_and_killed_in_the_end(self, installation: Installation) -> None:
        parsed = configuration(installation)
        for name in ("postgres", "redis", "web", "worker", "courier", "beat", "flower"):
            program = parsed[f"program:{name}"]
            assert program["autorestart"] == program["killasgroup"] == "true"
            assert int(program["startretries"]) >= 1_000_000

    def test_stopping_fits_into_ten_seconds(self, installation: Installation) -> None:
        # supervisord looks once a second, before and after each group.
        slowest = max(program.stop_seconds for program in programs.torale(installation))
        slowest_server = max(program.stop_seconds for program in programs.servers(installation))
        assert slowest + slowest_server + 2 <= 9.0 < 10

    def test_given_servers_are_used_and_none_is_brought(self, tmp_path: Path) -> None:
        parsed = configuration(Installation(tmp_path, database_url="postgres://x/y", redis_url="redis://x/0"))
        assert "group:servers" not in parsed
        assert "program:postgres" not in parsed

    def test_odd_paths_reach_the_programs_unchanged(self, installation: Installation) -> None:
        command = configuration(installation)["program:redis"]["command"].replace("%%", "%")
        assert str(installation.redis_data) in shlex.split(command)

    def test_no_server_listens_on_the_network(self, installation: Installation) -> None:
        postgres, redis = (program.command for program in programs.servers(installation))
        assert "listen_addresses=" in postgres
        assert redis[redis.index("--port") + 1] == "0"

    def test_web_processes_are_pinned_unless_the_operator_says_otherwise(
        self, installation: Installation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("TORALE_PIN_WEB", raising=False)
        monkeypatch.setattr(pinning, "owns_machine", lambda: True)
        web, *others = programs.torale(installation)
        assert programs.pins_web()
        assert web.environment["TORALE_PIN_WEB"] == "true"
        assert not any("TORALE_PIN_WEB" in other.environment for other in others)

        monkeypatch.setenv("TORALE_PIN_WEB", "false")
        web, *_ = programs.torale(installation)
        assert not programs.pins_web()
        assert "TORALE_PIN_WEB" not in web.environment  # what supervisord's children inherit holds

    def test_web_processes_are_not_pinned_where_others_have_a_part_of_the_processors(
        self, installation: Installation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("TORALE_PIN_WEB", raising=False)
        monkeypatch.setattr("os.cpu_count", lambda: len(os.sched_getaffinity(0)) + 1)
        assert not programs.pins_web()
        assert "TORALE_PIN_WEB" not in next(programs.torale(installation)).environment

    def test_flower_is_for_this_machine_alone(self, installation: Installation) -> None:
        *_, flower = programs.torale(installation)
        assert {"--address=127.0.0.1", "--port=5678", "--conf=flowerconfig.py"} <= set(flower.command)


class TestEnvironment:
    def test_only_the_demo_page_of_this_very_server_is_opened(self, installation: Installation) -> None:
        assert installation.environment({})["TORALE_ALLOWED_PRIVATE_URLS"] == "http://127.0.0.1:8123/demo/"

    def test_the_owner_of_the_database_is_told_to_no_process(self, installation: Installation) -> None:
        given = {"DATABASE_URL": "postgres://works@/torale", "DATABASE_OWNER_URL": "postgres://migrates@/torale"}
        environment = installation.environment({**given, "DATABASE_SUPERUSER_URL": "postgres://may-all@/torale"})
        assert environment["DATABASE_URL"] == given["DATABASE_URL"]
        assert "migrates" not in str(environment)
        assert "may-all" not in str(environment)

    def test_what_the_operator_has_opened_stays_open(self, installation: Installation) -> None:
        environment = installation.environment({"TORALE_ALLOWED_PRIVATE_URLS": "http://10.0.0.1/x/"})
        assert environment["TORALE_ALLOWED_PRIVATE_URLS"] == "http://10.0.0.1/x/,http://127.0.0.1:8123/demo/"

    @pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "٣"])
    def test_a_port_that_is_none_is_refused_by_its_name(self, port: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("FLOWER_PORT", port)
        with pytest.raises(StartError, match=r"^FLOWER_PORT is "):
            installations.from_environment()

    def test_tests_run_without_the_settings_of_whoever_starts_them(self) -> None:
        given = {"PATH": "/bin", "GEMINI_API_KEY": "k", "TORALE_HOME": "/h", "EMAIL_URL": "smtp://x", "PORT": "1"}
        assert throwaway.without_settings(given) == {"PATH": "/bin"}


class TestRefusals:
    def test_a_taken_port_is_named_with_its_setting(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            with pytest.raises(StartError, match=f"^Port {port} is taken .* set FLOWER_PORT"):
                preflight.check_port(port, "FLOWER_PORT")
        preflight.check_port(port, "FLOWER_PORT")

    def test_web_and_flower_need_two_ports(self, tmp_path: Path) -> None:
        with pytest.raises(StartError, match="PORT and FLOWER_PORT are both 8000"):
            preflight.check_ports(Installation(tmp_path, port=8000, flower_port=8000))

    def test_a_home_belongs_to_one_start_at_a_time(self, installation: Installation) -> None:
        with preflight.take(installation), pytest.raises(StartError, match=f"already runs .*process {os.getpid()}"):
            preflight.take(installation)
        preflight.take(installation).close()

    def test_a_home_that_cannot_be_made_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(StartError, match=r"file/home cannot be written .* set TORALE_HOME"):
            preflight.take(Installation(tmp_path / "file" / "home"))

    def test_what_lies_in_the_home_is_private(self, installation: Installation) -> None:
        preflight.take(installation).close()
        preflight.make_folders(installation)
        folders = (installation.home, installation.logs, installation.sockets, installation.postgres_data.parent)
        assert {folder.stat().st_mode & 0o777 for folder in folders} == {0o700}

    def test_a_home_that_others_can_write_to_is_refused_and_left_as_it_is(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o1777)
        with pytest.raises(StartError, match="is not yours alone"):
            preflight.take(Installation(tmp_path))
        assert tmp_path.stat().st_mode & 0o7777 == 0o1777

    def test_a_folder_of_sockets_that_was_planted_is_refused(self, installation: Installation, tmp_path: Path) -> None:
        preflight.take(installation).close()
        installation.sockets.symlink_to(tmp_path)
        with pytest.raises(StartError, match="is not yours alone"):
            preflight.make_folders(installation)

    @pytest.mark.parametrize(
        ("url", "said"),
        [
            ("postgres://torale:hunter2@127.0.0.1:1/torale", "Connection refused"),
            ("postgres://torale:hunter2@127.0.0.1:port/torale", "port"),
            ("mysql://torale:hunter2@127.0.0.1/torale", "write postgres://"),
        ],
    )
    def test_a_wrong_database_is_explained_without_its_password(self, url: str, said: str) -> None:
        with pytest.raises(StartError, match=f"^DATABASE_URL .*{said}") as refusal:
            preflight.check_database(url)
        assert "hunter2" not in str(refusal.value)
        assert "\n" not in str(refusal.value)

    def test_an_owner_of_the_database_who_is_not_let_in_is_named_so(self) -> None:
        with pytest.raises(StartError, match=r"^DATABASE_OWNER_URL leads to no usable PostgreSQL"):
            preflight.check_database("postgres://torale:hunter2@127.0.0.1:1/torale", "DATABASE_OWNER_URL")

    @pytest.mark.parametrize("url", ["redis://:hunter2@127.0.0.1:1/0", "http://:hunter2@127.0.0.1/"])
    def test_a_wrong_broker_is_explained_without_its_password(self, url: str) -> None:
        with pytest.raises(StartError, match=r"^REDIS_URL leads to no usable Redis") as refusal:
            preflight.check_redis(url)
        assert "hunter2" not in str(refusal.value)

    def test_whatever_a_library_says_of_a_url_the_password_is_taken_out(self) -> None:
        said = 'could not parse "postgres://me:hunter2@host/x"\nkeyword password=hunter2 was given'
        assert preflight.redacted(said) == 'could not parse "postgres://***host/x" keyword password=*** was given'


class TestCompose:
    """What docker-compose.yml promises, as far as it can be seen without a Docker engine."""

    services = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())["services"]

    def test_it_describes_every_part(self) -> None:
        parts = {"postgres", "redis", "roles", "migrate", "web", "worker", "courier", "beat", "flower"}
        assert set(self.services) == parts

    def test_each_container_is_confined(self) -> None:
        for name, service in self.services.items():
            assert service["read_only"] is True, name
            assert service["cap_drop"] == ["ALL"], name
            assert service["security_opt"] == ["no-new-privileges:true"], name
            assert service["mem_limit"], name
            assert service["pids_limit"], name
            # The servers' images start as root; ours never does.
            assert ("cap_add" in service) is (name in ("postgres", "redis")), name

    def test_two_beats_share_the_schedule(self) -> None:
        assert self.services["beat"]["deploy"] == {"replicas": 2}

    def test_every_queue_has_a_worker(self) -> None:
        commands = " ".join(self.services[name]["command"] for name in ("worker", "courier"))
        assert "--queues=executions " in commands
        assert "--queues=inquiries,notifications,maintenance " in commands

    def test_nothing_is_published_beyond_this_machine(self) -> None:
        ports = [port for service in self.services.values() for port in service.get("ports", [])]
        assert len(ports) == 2
        assert all(port.startswith("127.0.0.1:") for port in ports)

    def test_secrets_have_no_default(self) -> None:
        text = (BASE_DIR / "docker-compose.yml").read_text()
        passwords = ("POSTGRES_PASSWORD", "POSTGRES_OWNER_PASSWORD", "POSTGRES_APP_PASSWORD")
        for name in ("SECRET_KEY", "PUBLIC_URL", "EMAIL_URL", "FLOWER_BASIC_AUTH", *passwords):
            assert f"${{{name}:?" in text
            assert f"${{{name}:-" not in text

    def test_all_wait_for_the_migrations(self) -> None:
        for name in ("web", "worker", "courier", "beat", "flower"):
            assert self.services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
        assert self.services["migrate"]["depends_on"]["roles"] == {"condition": "service_completed_successfully"}

    def test_each_password_of_the_database_is_where_it_is_needed(self) -> None:
        holders = {
            password: {name for name, service in self.services.items() if f"{{{password}:" in str(service)}
            for password in ("POSTGRES_PASSWORD", "POSTGRES_OWNER_PASSWORD", "POSTGRES_APP_PASSWORD")
        }
        assert holders == {
            "POSTGRES_PASSWORD": {"postgres", "roles"},
            "POSTGRES_OWNER_PASSWORD": {"roles", "migrate"},
            "POSTGRES_APP_PASSWORD": set(self.services) - {"postgres", "redis"},
        }
