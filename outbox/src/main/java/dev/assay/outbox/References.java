// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * The artifacts that any row of this service refers to, in whatever table and column: results, what
 * running work was given, events that are still to be sent, records that were set aside. Nobody has
 * to remember a new column, so no artifact is collected because somebody forgot.
 */
@ApplicationScoped
public class References {
  private static final int FETCH = 1_000;

  private static final String COLUMNS =
      """
      select c.table_name, c.column_name, c.data_type from information_schema.columns c
      join information_schema.tables t using (table_schema, table_name)
      where c.table_schema = current_schema() and t.table_type = 'BASE TABLE'
        and c.data_type in ('text', 'character varying', 'json', 'jsonb', 'bytea')
      order by c.table_name, c.column_name
      """;

  private final DataSource database;

  References(DataSource database) {
    this.database = database;
  }

  /**
   * Tells the SHA-256 of each artifact, some more than once, as they are at one moment.
   *
   * @throws DatabaseException if they cannot all be read
   */
  public void forEach(Consumer<String> sha256) {
    try (Connection connection = database.getConnection()) {
      int isolation = connection.getTransactionIsolation();
      // A row that moves from one table to another meanwhile is seen in one of them.
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      try {
        for (String query : queries(connection)) {
          tell(connection, query, sha256);
        }
      } finally {
        connection.rollback();
        connection.setTransactionIsolation(isolation);
      }
    } catch (SQLException e) {
      throw new DatabaseException(e);
    }
  }

  private static List<String> queries(Connection connection) throws SQLException {
    return new ArrayList<>(
        Sql.rows(
            connection,
            COLUMNS,
            row -> query(row.getString(1), row.getString(2), row.getString(3))));
  }

  private static String query(String table, String column, String type) {
    String name = "\"" + column.replace("\"", "\"\"") + "\"";
    String text = type.equals("bytea") ? "encode(" + name + ", 'escape')" : name + "::text";
    return "select distinct m[1] from \"%s\", regexp_matches(%s, 'assay:sha256/([0-9a-f]{64})', 'g') m"
        .formatted(table.replace("\"", "\"\""), text);
  }

  private static void tell(Connection connection, String query, Consumer<String> sha256)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setFetchSize(FETCH);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          sha256.accept(found.getString(1));
        }
      }
    }
  }
}
