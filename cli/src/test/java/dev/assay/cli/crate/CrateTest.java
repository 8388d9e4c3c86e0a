// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.crate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.CliException;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrateTest {
  private static final String TEST_PREDICTIONS = "predictions/chest/model/seed-2.test.csv";

  @TempDir Path folder;
  private Path crate = Path.of("");
  private Path key = Path.of("");
  private PublicKey signer;

  @BeforeEach
  void signACrate() throws Exception {
    crate = folder.resolve("crate");
    Path golden = Path.of(CrateTest.class.getResource("/crate/study.json").toURI()).getParent();
    try (Stream<Path> files = Files.walk(golden)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = crate.resolve(golden.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    key = folder.resolve("lab.key");
    SigningKey.create(key);
    signer = SigningKey.readPublic(SigningKey.publicFile(key));
    sign();
  }

  /** Lists the hashes as an export does, and signs. */
  private void sign() throws IOException {
    StringBuilder sums = new StringBuilder();
    try (Stream<Path> files = Files.walk(crate)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = crate.relativize(file).toString();
        if (!Set.of("SHA256SUMS", "SHA256SUMS.sig", "ro-crate-metadata.json").contains(name)) {
          sums.append(Hash.ofBytes(Files.readAllBytes(file))).append("  ").append(name);
          sums.append('\n');
        }
      }
    }
    Files.writeString(crate.resolve("SHA256SUMS"), sums.toString());
    CrateFiles.sign(
        crate, CrateMetadata.of(crate, LocalDate.of(2026, 12, 1)), SigningKey.readPrivate(key));
  }

  private void edit(String file, String before, String after) throws IOException {
    String text = Files.readString(crate.resolve(file));
    assertThat(text).contains(before);
    Files.writeString(crate.resolve(file), text.replaceFirst(before, after));
  }

  @Test
  void recomputesEveryDigitThatTheServiceComputed() {
    CrateCheck check = CrateCheck.of(crate, signer);

    assertThat(check.faults()).isEmpty();
    RecomputedTable table = check.table();
    assertThat(table).isNotNull();
    assertThat(table.differences()).isEmpty();
    assertThat(table.equal()).isGreaterThan(200);
    assertThat(check.isSound()).isTrue();
  }

  @Test
  void namesAFileThatIsNotTheOneThatWasSigned() throws Exception {
    edit(TEST_PREDICTIONS, "image_id", "image_ix");

    CrateCheck check = CrateCheck.of(crate, signer);

    assertThat(check.isSound()).isFalse();
    assertThat(check.table()).isNull();
    assertThat(check.faults())
        .singleElement()
        .asString()
        .startsWith(TEST_PREDICTIONS + " has the hash ");
  }

  @Test
  void namesMissingFilesAndFilesThatNobodySigned() throws Exception {
    Files.delete(crate.resolve(TEST_PREDICTIONS));
    Files.writeString(crate.resolve("predictions/more.csv"), "x");

    assertThat(CrateCheck.of(crate, signer).faults())
        .containsExactly(TEST_PREDICTIONS + " is missing", "predictions/more.csv is not signed");
  }

  /** A signer who changes a number of the table is found by what follows from the predictions. */
  @Test
  void namesTheDigitOfATableThatDoesNotFollow() throws Exception {
    String accuracy =
        Files.readString(crate.resolve("report/report.csv"))
            .lines()
            .filter(line -> line.contains(",mobilenetv2,done,test,accuracy,"))
            .findFirst()
            .orElseThrow();
    String upper = accuracy.split(",")[8];
    String last = upper.endsWith("1") ? "2" : "1";
    String forged = upper.substring(0, upper.length() - 1) + last;
    edit("report/report.csv", upper, forged);
    sign();

    RecomputedTable table = CrateCheck.of(crate, signer).table();

    assertThat(table).isNotNull();
    assertThat(table.differences())
        .singleElement()
        .asString()
        .startsWith("report/report.csv, row ")
        .contains(
            "upper of accuracy",
            "'" + forged + "'",
            "'" + upper + "'",
            "from character " + upper.length() + " on");
  }

  @Test
  void namesEveryValueThatChangedPredictionsNoLongerGive() throws Exception {
    Path file = crate.resolve(TEST_PREDICTIONS);
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    // The first image gets the probabilities of its other class.
    String[] cells = lines.get(1).split(",", -1);
    List<String> header = List.of(lines.get(0).split(",", -1));
    int normal = header.indexOf("prob_NORMAL");
    int ill = header.indexOf("prob_PNEUMONIA");
    String swapped = cells[normal];
    cells[normal] = cells[ill];
    cells[ill] = swapped;
    cells[header.indexOf("predicted_label")] =
        Double.parseDouble(cells[normal]) >= Double.parseDouble(cells[ill])
            ? "NORMAL"
            : "PNEUMONIA";
    lines.set(1, String.join(",", cells));
    Files.writeString(file, String.join("\n", lines) + "\n");
    sign();

    RecomputedTable table = CrateCheck.of(crate, signer).table();

    assertThat(table).isNotNull();
    assertThat(table.differences())
        .anyMatch(difference -> difference.contains("per_seed of log_loss"))
        .noneMatch(difference -> difference.contains("baseline"));
  }

  @Test
  void refusesAnotherSignerAndAChangedList() throws Exception {
    Path other = folder.resolve("other.key");
    SigningKey.create(other);
    PublicKey stranger = SigningKey.readPublic(SigningKey.publicFile(other));

    assertThatThrownBy(() -> CrateCheck.of(crate, stranger))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("somebody else signed it");
    Files.writeString(crate.resolve("SHA256SUMS.sig"), "not Base64 !");
    assertThatThrownBy(() -> CrateCheck.of(crate, signer))
        .hasMessageContaining("is not the signature of SHA256SUMS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHA256SUMS", "SHA256SUMS.sig", "ro-crate-metadata.json"})
  void saysWhatACrateNeeds(String file) throws Exception {
    Files.delete(crate.resolve(file));

    assertThatThrownBy(() -> CrateCheck.of(crate, signer))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("is no signed crate: " + file + " is missing");
  }

  @Test
  void aListNamesNoFileOutsideTheFolder() throws Exception {
    String list = Hash.ofText("x") + "  ../lab.key\n";
    Files.writeString(crate.resolve("SHA256SUMS"), list);
    Files.writeString(
        crate.resolve("SHA256SUMS.sig"),
        SigningKey.sign(
            SigningKey.readPrivate(key), list.getBytes(java.nio.charset.StandardCharsets.UTF_8)));

    assertThatThrownBy(() -> CrateCheck.of(crate, signer))
        .hasMessageContaining("'" + list.strip() + "' is no line of hashes");
  }

  /** RO-Crate 1.1: what the root must have, and every reference leads to an entity. */
  @Test
  void describesEveryFileAndRun() throws Exception {
    JsonNode graph =
        Json.mapper()
            .readTree(Files.readString(crate.resolve("ro-crate-metadata.json")))
            .get("@graph");
    Set<String> ids = new HashSet<>();
    graph.forEach(entity -> assertThat(ids.add(entity.get("@id").asText())).isTrue());

    for (JsonNode entity : graph) {
      for (JsonNode value : entity) {
        for (JsonNode one : value.isArray() ? value : List.of(value)) {
          if (one.has("@id") && !one.get("@id").asText().equals("https://w3id.org/ro/crate/1.1")) {
            assertThat(ids).contains(one.get("@id").asText());
          }
        }
      }
    }
    JsonNode root = graph.get(1);
    assertThat(root.get("@id").asText()).isEqualTo("./");
    assertThat(root.fieldNames())
        .toIterable()
        .contains("name", "description", "datePublished", "license", "hasPart", "mentions");
    assertThat(ids).contains(TEST_PREDICTIONS, "report/report.csv", "#run-chest/model/seed-2");
  }

  @Test
  void keysAreOpensslsAndPrivate() throws Exception {
    assertThat(Files.readString(key)).startsWith("-----BEGIN PRIVATE KEY-----\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> SigningKey.create(key))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("is there already");
    assertThatThrownBy(() -> SigningKey.readPrivate(SigningKey.publicFile(key)))
        .hasMessageContaining("must be a PEM file that begins with -----BEGIN PRIVATE KEY-----");
    assertThatThrownBy(() -> SigningKey.readPublic(folder.resolve("nothing")))
        .hasMessageContaining("cannot be read");
  }

  /** The first test vector of RFC 8032, section 7.1, with the DER prefixes of RFC 8410. */
  @Test
  void signsAsTheStandardDoes() throws Exception {
    Path file = folder.resolve("rfc.key");
    Files.writeString(
        file,
        """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
        -----END PRIVATE KEY-----
        """);

    assertThat(SigningKey.sign(SigningKey.readPrivate(file), new byte[0]).strip())
        .isEqualTo(
            "5VZDAMNgrHKQhuLMgG6CioSHfx645dl02HPgZSJJAVVfuIIVkKM7rMYeOXAc+bRr0lv18FlbviRlUUFDjnoQCw==");
  }
}
