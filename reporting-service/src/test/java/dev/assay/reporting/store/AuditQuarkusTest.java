// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.store;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.assay.embedded.WithCallers;
import dev.assay.reporting.StackOfReporting;
import dev.assay.reporting.forwarding.OtherServices;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithCallers.class)
@WithTestResource(StackOfReporting.class)
@WithTestResource(OtherServices.class)
class AuditQuarkusTest {
  OtherServices others;

  @BeforeEach
  void othersAreAway() {
    others.allStop();
  }

  @Inject AuditLog log;
  @Inject DataSource database;

  @BeforeEach
  @AfterEach
  void empty() throws SQLException {
    alter("delete from audit");
  }

  private static RequestSpecification as(String token) {
    return given().contentType("application/json").auth().preemptive().basic("assay", token);
  }

  /** As somebody does it who owns the tables. */
  private void alter(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("alter table audit disable trigger append_only");
      statement.execute(sql);
      statement.execute("alter table audit enable trigger append_only");
    }
  }

  @Test
  void writesDownWhoChangesSomethingAndWhoLooksAtResults() {
    as("viewer").get("/studies/0123456789ab/report.json?x=secret").then().statusCode(404);
    as("viewer").get("/studies").then().statusCode(200);
    as("researcher").post("/studies/0123456789ab/cancel").then().statusCode(502);
    as("wrong").post("/studies").then().statusCode(401);
    await().until(() -> log.page(Long.MAX_VALUE, 10).size() == 3);

    assertThat(log.page(Long.MAX_VALUE, 10))
        .extracting(
            e ->
                String.join(
                    " ", e.caller(), e.role(), e.address(), e.method(), e.path(), e.outcome()))
        .containsExactly(
            "- - 127.0.0.1 POST /studies refused",
            "a-researcher researcher 127.0.0.1 POST /studies/0123456789ab/cancel asked",
            "a-viewer viewer 127.0.0.1 GET /studies/0123456789ab/report.json asked");
    assertThat(log.looks()).singleElement().matches(l -> l.looks() == 1 && l.callers() == 1);
    as("viewer")
        .accept("text/html,application/xhtml+xml,*/*;q=0.8")
        .get("/audit")
        .then()
        .statusCode(403)
        .contentType("application/problem+json")
        .body("detail", equalTo("this needs the role operator; a-viewer has the role viewer"))
        .body(not(containsString("Exception")));
    as("operator").get("/audit?limit=2").then().statusCode(200);
  }

  @Test
  void aLoginLinkSignsInWhoAskedForIt() {
    String path = as("viewer").post("/login").then().statusCode(200).extract().path("path");
    String cookie =
        given().get(path).then().statusCode(200).extract().header("Set-Cookie").split(";")[0];
    given()
        .header("Cookie", cookie)
        .contentType("application/json")
        .post("/studies/0123456789ab/cancel")
        .then()
        .statusCode(502);

    assertThat(log.page(Long.MAX_VALUE, 10))
        .extracting(e -> e.caller() + " " + e.path() + " " + e.outcome())
        .containsExactly(
            "a-viewer /studies/0123456789ab/cancel asked",
            "a-viewer /sign-in signed-in",
            "a-viewer /login asked");
  }

  @Test
  void nobodyChangesARowByMistake() {
    log.append("alice", "viewer", "10.0.0.1", "POST", "/studies", "asked");

    for (String sql :
        List.of("update audit set caller = 'bob'", "delete from audit", "truncate audit")) {
      assertThatThrownBy(
              () -> {
                try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement()) {
                  statement.execute(sql);
                }
              })
          .hasMessageContaining("the audit log is append-only");
    }
  }

  @Test
  void findsARowThatWasChangedRemovedPutInOrMoved() throws SQLException {
    for (String sql :
        List.of(
            "update audit set caller = 'bob' where number = 3",
            "update audit set at = at + interval '1 microsecond' where number = 3",
            "delete from audit where number = 3",
            "update audit set number = -number where number in (3, 4);"
                + " update audit set number = 7 + number where number < 0",
            "insert into audit select 6, at, caller, role, address, method, path, outcome,"
                + " previous, hash from audit where number = 3")) {
      for (int i = 0; i < 5; i++) {
        log.append("alice", "viewer", "10.0.0.1", "POST", "/studies/" + i, "asked");
      }
      AuditLog.Check before = log.check();
      assertThat(before.rows()).isEqualTo(5);
      assertThat(before.broken()).isEmpty();
      alter(sql);
      assertThat(log.check().broken()).as(sql).contains(sql.startsWith("insert") ? 6L : 3L);
      alter("delete from audit");
    }
  }

  @Test
  void aHeadThatSomebodyKeptShowsThatTheEndWasCutOff() throws SQLException {
    for (int i = 0; i < 5; i++) {
      log.append("alice", "viewer", "10.0.0.1", "POST", "/studies/" + i, "asked");
    }
    String head = log.check().head();
    assertThat(log.has(head)).isTrue();
    alter("delete from audit where number > 3");

    assertThat(log.check().broken()).isEmpty();
    assertThat(log.has(head)).isFalse();
  }

  @Test
  void manyAtOnceAreOneChain() throws Exception {
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 100; i++) {
        all.add(
            threads.submit(
                () ->
                    log.append(
                        "a", "viewer", "::1", "POST", "/\u001b[31m" + "x".repeat(999), "asked")));
      }
    }
    for (Future<?> one : all) {
      one.get();
    }
    assertThat(log.check())
        .isEqualTo(new AuditLog.Check(100, log.check().head(), Optional.empty()));
    assertThat(log.page(2, 10).getFirst().path()).hasSizeLessThan(400).doesNotContain("\u001b");
  }
}
