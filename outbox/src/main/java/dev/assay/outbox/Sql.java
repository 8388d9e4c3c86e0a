// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Executes statements in the current transaction of a data source, or on one connection. */
final class Sql {
  private Sql() {}

  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Returns the number of rows changed. */
  static int update(DataSource database, String sql, @Nullable Object... arguments) {
    try (Connection connection = database.getConnection()) {
      return update(connection, sql, arguments);
    } catch (SQLException e) {
      throw new DatabaseException(e);
    }
  }

  static int update(Connection connection, String sql, @Nullable Object... arguments)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, arguments)) {
      return statement.executeUpdate();
    }
  }

  /** For queries and for statements with {@code returning}. */
  static <T> List<T> rows(
      DataSource database, String sql, Row<T> row, @Nullable Object... arguments) {
    try (Connection connection = database.getConnection()) {
      return rows(connection, sql, row, arguments);
    } catch (SQLException e) {
      throw new DatabaseException(e);
    }
  }

  static <T> List<T> rows(
      Connection connection, String sql, Row<T> row, @Nullable Object... arguments)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, arguments);
        ResultSet found = statement.executeQuery()) {
      List<T> all = new ArrayList<>();
      while (found.next()) {
        all.add(row.read(found));
      }
      return all;
    }
  }

  private static PreparedStatement prepare(
      Connection connection, String sql, @Nullable Object... arguments) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < arguments.length; i++) {
      statement.setObject(i + 1, arguments[i]);
    }
    return statement;
  }
}
