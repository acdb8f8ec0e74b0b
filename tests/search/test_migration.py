from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection

from lessons.search.finding import search
from tests.search.conftest import Add

migration = import_module("lessons.migrations.0002_search_index")


@pytest.mark.database
@pytest.mark.django_db
def test_the_index_can_be_taken_away_and_made_again(add: Add) -> None:
    with connection.cursor() as cursor:
        editor = SimpleNamespace(connection=connection, execute=cursor.execute)
        migration.drop(None, editor)
        assert "lessons_searchindex" not in connection.introspection.table_names(cursor)
        migration.create(None, editor)
    add("etcd")
    assert search("etcd").total == 1
