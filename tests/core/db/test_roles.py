"""The application works with a role that has only what it needs: on a whole Torale, and after each upgrade."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests

from launcher import embedded, postgres
from tests import stack as stacks
from tests.doubles.pages import Page, Pages
from tests.stack import Stack

pytestmark = pytest.mark.stack
OF_OTHERS = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relowner <> 'torale_owner'::regrole
UNION ALL
SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proowner <> 'torale_owner'::regrole
UNION ALL
SELECT datname FROM pg_database WHERE datname = 'torale' AND datdba <> 'torale_owner'::regrole
"""
AS_BEFORE_THE_ROLES = """
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT oid::regclass FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO torale', name);
    END LOOP;
    FOR name IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'public'::regnamespace LOOP
        EXECUTE format('ALTER ROUTINE %s OWNER TO torale', name);
    END LOOP;
END $$;
ALTER DATABASE torale OWNER TO torale;
DROP OWNED BY torale_app, torale_owner;
DROP ROLE torale_app, torale_owner;
"""
PROBE = "INSERT INTO django_session VALUES ('probe', '', now()); DELETE FROM django_session WHERE session_key = 'probe'"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Stack]:
    with stacks.running(tmp_path_factory.mktemp("roles"), template=prepared) as made:
        yield made


@pytest.fixture
def pages() -> Iterator[Pages]:
    with Pages() as double:
        yield double


@contextmanager
def connected(stack: Stack, role: str = embedded.APPLICATION, password: str = "") -> Iterator[psycopg.Connection]:
    url = embedded.database_url(stack.installation.home, role)
    with psycopg.connect(url, autocommit=True, password=password) as connection:
        yield connection


def manage(stack: Stack, environment: dict[str, str], *arguments: str) -> str:
    """Run a command with what no process of a Torale has in its environment."""
    variables = [f"{name}={value}" for name, value in environment.items()]
    return stack.run("env", *variables, sys.executable, "manage.py", *arguments)


def test_a_whole_torale_works_with_the_role_that_may_only_add_to_the_audit_log(stack: Stack, pages: Pages) -> None:
    pages["/shop/"] = Page("<h1>Console</h1><p>The console is in stock again.</p>")
    stack.environment = {"SEARCH_PROVIDER": "web", "TORALE_ALLOWED_PRIVATE_URLS": pages.url("/shop/")}
    stack.start("web", "beat", "worker", "courier")
    stack.await_ready()
    stack.session.headers["Authorization"] = f"Bearer {stack.manage('create_api_key', 'root@example.com', '--admin')}"

    task_id = stack.create_task(
        search_query=f"Is the console in stock at {pages.url('/shop/')}?",
        condition_description='The page says "in stock"',
        run_immediately=True,
    )
    assert stack.ended(task_id)["condition_met"] is True
    assert stack.session.get(f"{stack.url}/admin/stats", timeout=10).status_code == requests.codes.ok
    stack.manage("shell", "--no-imports", "-c", "from adminapi import jobs; jobs.delete_old(); jobs.fold_figures()")
    assert stack.asked("SELECT path FROM adminapi_auditentry") == [("/admin/stats",)]

    roles = stack.asked("SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name = 'torale'")
    assert roles == [(embedded.APPLICATION,)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE adminapi_auditentry SET action = ''",
        "DELETE FROM adminapi_auditentry",
        "TRUNCATE adminapi_auditentry",
        "ALTER TABLE adminapi_auditentry DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_append_only ON adminapi_auditentry",
        "CREATE OR REPLACE FUNCTION adminapi_refuse_change() RETURNS trigger LANGUAGE sql AS ''",
        "ALTER ROLE torale_app SUPERUSER",
        "SET session_replication_role = replica",
        "DROP TABLE adminapi_auditentry",
        "DELETE FROM django_migrations",
        "CREATE TABLE mine ()",
        "CREATE TEMPORARY TABLE mine ()",
        "COPY django_session TO PROGRAM 'cat'",
        "SET ROLE torale_owner",
        "SET SESSION AUTHORIZATION torale",
        "CREATE ROLE mine",
    ],
)
def test_the_application_cannot_get_around_the_audit_log(stack: Stack, statement: str) -> None:
    with connected(stack) as connection, pytest.raises(psycopg.Error) as refusal:
        connection.execute(statement.encode())
    assert refusal.value.sqlstate == psycopg.errors.InsufficientPrivilege.sqlstate


def test_an_installation_with_a_single_role_is_handed_over_at_its_next_start(stack: Stack) -> None:
    with stack.database() as cursor:
        cursor.execute(AS_BEFORE_THE_ROLES)

    for _ in range(2):
        postgres.ensure_database(stack.installation, still_starting=lambda: True)
        stack.manage("migrate", "--verbosity=0")

        assert stack.asked(OF_OTHERS) == []
        with connected(stack) as connection:
            connection.execute(PROBE.encode())


def test_a_role_that_was_given_too_much_is_set_right(stack: Stack) -> None:
    with stack.database() as cursor:
        cursor.execute("ALTER ROLE torale_app SUPERUSER; GRANT ALL ON adminapi_auditentry TO torale_app")
    postgres.ensure_database(stack.installation, still_starting=lambda: True)
    stack.manage("migrate", "--verbosity=0")
    powers = stack.asked(
        "SELECT rolsuper, has_table_privilege(oid, 'adminapi_auditentry', 'UPDATE, DELETE, TRUNCATE')"
        " FROM pg_roles WHERE rolname = 'torale_app'"
    )
    assert powers == [(False, False)]


class TestWithPasswords:
    """As with compose: three addresses with passwords, on a server that asks for them."""

    @pytest.fixture
    def environment(self, stack: Stack) -> Iterator[dict[str, str]]:
        access = stack.installation.postgres_data / "pg_hba.conf"
        trusting = access.read_text()
        access.write_text("local all torale trust\nlocal all all scram-sha-256\n")
        stack.asked("SELECT pg_reload_conf()")
        roles = {
            "DATABASE_SUPERUSER_URL": embedded.SUPERUSER,
            "DATABASE_OWNER_URL": "migrates:one",
            "DATABASE_URL": "works:t%2Fwo",
        }
        yield {name: embedded.database_url(stack.installation.home, role) for name, role in roles.items()}
        access.write_text(trusting)
        stack.asked("SELECT pg_reload_conf()")

    def test_the_roles_are_made_and_the_passwords_are_in_no_log(
        self, stack: Stack, environment: dict[str, str]
    ) -> None:
        with stack.database() as cursor:
            cursor.execute("ALTER SYSTEM SET log_statement = 'all'")
            cursor.execute("SELECT pg_reload_conf()")
        assert manage(stack, environment, "make_roles") == "migrates owns the database, works works with it."
        manage(stack, environment, "migrate", "--verbosity=0")

        with connected(stack, "works", "t/wo") as connection:
            connection.execute(PROBE.encode())
        with pytest.raises(psycopg.OperationalError, match="password"), connected(stack, "works", "two"):
            pass
        assert "CREATE ROLE" in stack.log("postgres")
        assert "t/wo" not in stack.log("postgres")
        assert stack.asked("SELECT tableowner FROM pg_tables WHERE tablename = 'tasks_app_task'") == [("migrates",)]

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"DATABASE_SUPERUSER_URL": ""}, "DATABASE_SUPERUSER_URL must be set"),
            ({"DATABASE_URL": "postgres://migrates@/torale"}, "need three roles"),
            ({"DATABASE_URL": "postgres://works@/other"}, "must name one database"),
            ({"DATABASE_SUPERUSER_URL": "postgres://x:hunter2@127.0.0.1:1/torale"}, "could not be made"),
        ],
    )
    def test_what_cannot_be_is_refused_in_one_sentence(
        self, stack: Stack, environment: dict[str, str], changed: dict[str, Any], said: str
    ) -> None:
        with pytest.raises(AssertionError, match=said) as refusal:
            manage(stack, environment | changed, "make_roles")
        assert "hunter2" not in str(refusal.value)
