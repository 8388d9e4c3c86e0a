// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import javax.transaction.xa.XAException;
import org.junit.jupiter.api.Test;

class DatabaseFailuresTest {
  private static Exception wrapping(Throwable cause) {
    return new IllegalStateException("the transaction failed", cause);
  }

  @Test
  void aDatabaseThatIsAwayPassesHoweverDeepItsFailureIs() {
    assertThat(DatabaseFailures.pass(wrapping(new SQLException("gone", "57P01")))).isTrue();
    assertThat(DatabaseFailures.pass(wrapping(new SQLException("no connection")))).isTrue();
    Exception commit = new Exception("could not commit");
    commit.addSuppressed(wrapping(new SQLException("broken", "08006")));
    assertThat(DatabaseFailures.pass(wrapping(commit))).isTrue();
    assertThat(DatabaseFailures.pass(wrapping(new XAException(XAException.XAER_RMFAIL)))).isTrue();
  }

  @Test
  void whatIsWrongWithTheRequestStaysWrong() {
    assertThat(DatabaseFailures.pass(wrapping(new SQLException("duplicate", "23505")))).isFalse();
    assertThat(DatabaseFailures.pass(new IllegalStateException("a bug"))).isFalse();
    Exception circle = new Exception("a");
    circle.addSuppressed(new Exception("b", circle));
    assertThat(DatabaseFailures.pass(circle)).isFalse();
  }
}
