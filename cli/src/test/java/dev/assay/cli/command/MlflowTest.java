// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.ExitCode;
import dev.assay.weights.OfficialWeights;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a command says when a tracking server does not do what it should. */
class MlflowTest {
  private static final String SECRET = "hunter2-very-secret";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401 | text/html | You are not authenticated.             | 2 | wants to know who you are"
            + " (status 401); set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or"
            + " MLFLOW_TRACKING_TOKEN",
        "403 | text/plain | Invalid Host header - possible DNS rebinding attack detected | 2 | does"
            + " not accept this name for itself (status 403); start it with --allowed-hosts",
        "403 | text/html | Permission denied                      | 2 | does not let this user do"
            + " that (status 403, experiments/get-by-name)",
        "404 | text/html | <html>Not Found</html>                 | 2 | does not answer as an"
            + " MLflow tracking server does (status 404",
        "200 | text/html | <html>Welcome</html>                   | 2 | does not answer as an"
            + " MLflow tracking server does (its answer to experiments/get-by-name is no JSON); is"
            + " it its address?",
        "302 | text/html | moved                                  | 2 | it leads elsewhere with"
            + " status 302",
        "400 | application/json | {\"error_code\":\"X\",\"message\":\"no such thing\"} | 2 |"
            + " refuses experiments/get-by-name: no such thing",
        "500 | application/json | {\"message\":\"database is locked\"} | 5 | failed with status 500"
            + " at experiments/get-by-name: database is locked; what was sent is kept",
        "503 | text/html | busy                                   | 5 | failed with status 503",
      })
  void saysWhatTheServersAnswerMeans(int status, String type, String body, int code, String message)
      throws Exception {
    try (FakeEntry entry = new FakeEntry("done");
        FakeTracking tracking = FakeTracking.answering(status, type, body)) {
      entry.export = new TrackedSample().zip();

      Cli.Result result =
          export(entry, Map.of("MLFLOW_TRACKING_TOKEN", SECRET), "--mlflow", tracking.url());

      assertThat(result.code()).isEqualTo(code);
      assertThat(result.err()).contains(message).doesNotContain(SECRET).doesNotContain("bug");
      assertThat(tracking.authorizations).containsOnly("Bearer " + SECRET);
      assertThat(leftOver()).isEmpty();
    }
  }

  @Test
  void saysThatNothingListens() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      entry.export = new TrackedSample().zip();

      Cli.Result result = export(entry, Map.of(), "--mlflow", "http://127.0.0.1:1");

      assertThat(result.code()).isEqualTo(ExitCode.ENVIRONMENT.number());
      assertThat(result.err()).contains("http://127.0.0.1:1 cannot be reached: nothing listens");
    }
  }

  @Test
  void sendsUserAndPasswordAndPrintsNeither() throws Exception {
    try (FakeEntry entry = new FakeEntry("done");
        FakeTracking tracking = FakeTracking.answering(401, "text/plain", "no")) {
      entry.export = new TrackedSample().zip();
      Map<String, String> both =
          Map.of("MLFLOW_TRACKING_USERNAME", "ada", "MLFLOW_TRACKING_PASSWORD", SECRET);

      Cli.Result result = export(entry, both, "--mlflow", tracking.url() + "/");

      assertThat(result.err()).doesNotContain(SECRET, "ada");
      // ada:hunter2-very-secret
      assertThat(tracking.authorizations).containsOnly("Basic YWRhOmh1bnRlcjItdmVyeS1zZWNyZXQ=");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--mlflow 127.0.0.1:5000 | --mlflow: '127.0.0.1:5000' is no address of a server; it looks"
            + " like http://127.0.0.1:5000",
        "--mlflow ftp://a/ | is no address of a server",
        "--mlflow http://a:99999 | is no address of a server",
        "--mlflow http://a/?x=1 | is no address of a server",
        "--mlflow http://ada:hunter2-very-secret@a | an address with a user in it would show the"
            + " password",
        "--experiment x | name it with --mlflow",
        "--mlflow http://a --artifacts images | --artifacts: 'images' is no part of an export;"
            + " accepted: none, or predictions,",
        "--mlflow http://a --parts models | --parts: an MLflow server gets its metrics from report"
            + " and losses; name both",
        "--mlflow http://a --parts report,losses --artifacts models | --artifacts: 'models' is not"
            + " among the --parts",
        "--mlflow http://a --crate k | --crate signs a folder; name it with --out",
        "--parts losses | --out: name the folder to make, or a server with --mlflow",
      })
  void refusesWrongOptionsBeforeAnythingIsFetched(String options, String message) throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      Cli.Result result = export(entry, Map.of(), options.split(" "));

      assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
      assertThat(result.err()).contains(message).doesNotContain(SECRET);
      assertThat(entry.requests).isEmpty();
    }
  }

  @Test
  void wantsBothOfUserAndPassword() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      Cli.Result result =
          export(entry, Map.of("MLFLOW_TRACKING_PASSWORD", SECRET), "--mlflow", "http://a");

      assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
      assertThat(result.err())
          .contains("set both of MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD")
          .doesNotContain(SECRET);
    }
  }

  private List<String> leftOver() throws Exception {
    try (Stream<Path> files =
        java.nio.file.Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.startsWith("assay-export-"))
          .toList();
    }
  }

  private Cli.Result export(FakeEntry entry, Map<String, String> environment, String... more) {
    List<String> arguments =
        Stream.concat(
                Stream.of(
                    "export", FakeEntry.STUDY, "--server", entry.url(), "--token", FakeEntry.TOKEN),
                Stream.of(more))
            .toList();
    return Cli.run(folder, OfficialWeights.all(), environment, arguments.toArray(String[]::new));
  }
}
