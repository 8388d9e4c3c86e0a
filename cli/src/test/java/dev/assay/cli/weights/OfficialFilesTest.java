// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.cli.CliException;
import dev.assay.cli.ExitCode;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Preprocessing;
import dev.assay.weights.OfficialWeights;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OfficialFilesTest {
  private static final String NAME = "resnet18-00000000.pth";
  private static final Transfer UNHEARD = (done, total) -> {};

  @TempDir Path folder;
  private byte[] bytes;
  private OfficialWeights weights;
  private OfficialFiles files;
  private FileServer server;
  private WeightsSource mirror;

  @BeforeEach
  void publish() throws IOException {
    bytes = new byte[3_000_000];
    new Random(11).nextBytes(bytes);
    weights = entry(Hash.ofBytes(bytes).substring(0, 8));
    files = new OfficialFiles(folder.resolve("home/weights"), List.of(weights));
    server = new FileServer();
    server.files.put("/w/" + NAME, bytes);
    mirror = mirror("/w");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void fetchesChecksAndPlacesAFileAndTellsHowFarItIs() {
    List<Long> seen = new ArrayList<>();

    String sha256 = files.pull(weights, mirror, (done, total) -> seen.add(done));

    assertThat(sha256).isEqualTo(Hash.ofBytes(bytes));
    assertThat(files.path(weights)).hasBinaryContent(bytes);
    assertThat(part()).doesNotExist();
    assertThat(seen).isSorted().last().isEqualTo((long) bytes.length);
    assertThat(files.folder().resolve(NAME + ".sha256"))
        .hasContent(sha256 + "  " + NAME); // as sha256sum -c reads it
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void goesOnWhereAConnectionBrokeOff(boolean resumedByPerson) throws IOException {
    if (resumedByPerson) {
      Files.createDirectories(files.folder());
      Files.write(part(), Arrays.copyOf(bytes, 1_000_000));
    }
    server.breaks.set(3);

    files.pull(weights, mirror, UNHEARD);

    assertThat(files.path(weights)).hasBinaryContent(bytes);
    assertThat(server.requests).hasSize(4);
    assertThat(server.requests.subList(1, 4)).allMatch(r -> r.contains(" bytes="));
    assertThat(server.requests.getFirst().endsWith(" bytes=1000000-")).isEqualTo(resumedByPerson);
  }

  @Test
  void startsAgainWhereAServerCannotSendTheRestAlone() throws IOException {
    server.ranges = false;
    Files.createDirectories(files.folder());
    Files.write(part(), Arrays.copyOf(bytes, 1_000_000));

    files.pull(weights, mirror, UNHEARD);

    assertThat(files.path(weights)).hasBinaryContent(bytes);
    assertThat(server.requests).containsExactly("/w/" + NAME + " bytes=1000000-");
  }

  @Test
  void givesUpOnAServerThatBreaksOffAtTheSamePlaceAndKeepsWhatCame() throws IOException {
    server.ranges = false;
    server.breaks.set(99);

    assertThatThrownBy(() -> files.pull(weights, mirror, UNHEARD))
        .isInstanceOfSatisfying(
            CliException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.ENVIRONMENT))
        .hasMessageContaining(server.url("/w/" + NAME).toString())
        .hasMessageContaining("pulling again continues");
    assertThat(files.state(weights)).isEqualTo(OfficialFiles.State.PARTIAL);
    assertThat(Files.size(part())).isEqualTo(bytes.length / 2);
  }

  @Test
  void takesAPartThatIsCompleteAlready() throws IOException {
    Files.createDirectories(files.folder());
    Files.write(part(), bytes);

    files.pull(weights, mirror, UNHEARD);

    assertThat(files.path(weights)).hasBinaryContent(bytes);
  }

  @Test
  void startsAgainOnceWhenThePartWasTheBeginningOfSomethingElse() throws IOException {
    Files.createDirectories(files.folder());
    Files.write(part(), new byte[1_000_000]);

    files.pull(weights, mirror, UNHEARD);

    assertThat(files.path(weights)).hasBinaryContent(bytes);
    assertThat(server.requests).containsExactly("/w/" + NAME + " bytes=1000000-", "/w/" + NAME);
  }

  @Test
  void throwsAwayAFileWithAnotherChecksum() {
    byte[] altered = bytes.clone();
    altered[2_000_000]++;
    server.files.put("/w/" + NAME, altered);

    assertThatThrownBy(() -> files.pull(weights, mirror, UNHEARD))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("should begin with " + weights.sha256Prefix())
        .hasMessageContaining(Hash.ofBytes(altered));
    assertThat(files.folder()).isEmptyDirectory();
  }

  @Test
  void readsAnAnswerThatDoesNotSayItsLength() {
    server.saysLength = false;

    files.pull(weights, mirror, UNHEARD);

    assertThat(files.path(weights)).hasBinaryContent(bytes);
  }

  @Test
  void refusesAnAnswerLongerThanTheseWeightsCanBe() {
    // 64 MiB more than ResNet18's 11,689,512 parameters of four bytes.
    server.statedLength = 11_689_512L * 4 + (64 << 20) + 1;

    assertThatThrownBy(() -> files.pull(weights, mirror, UNHEARD))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("more than the 113,866,912 bytes");
    assertThat(part()).isEmptyFile();
  }

  @Test
  void saysThatTheServerDoesNotHaveIt() {
    assertThatThrownBy(() -> files.pull(weights, mirror("/elsewhere"), UNHEARD))
        .hasMessageContaining("/elsewhere/" + NAME + " answers 404");
  }

  @Test
  void followsARedirectToAnAllowedHostOnly() {
    server.redirects.put("/r/" + NAME, server.url("/w/" + NAME).toString());
    server.redirects.put(
        "/x/" + NAME, server.url("/w/" + NAME).toString().replace("127.0.0.1", "localhost"));

    files.pull(weights, mirror("/r"), UNHEARD);
    int before = server.requests.size();

    assertThat(files.path(weights)).hasBinaryContent(bytes);
    assertThatThrownBy(() -> files.pull(weights, mirror("/x"), UNHEARD))
        .isInstanceOfSatisfying(
            CliException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_INPUT))
        .hasMessageContaining("'localhost' is not among the allowed hosts")
        .hasMessageContaining("--allow-host localhost");
    // The refused host was not asked.
    assertThat(server.requests).hasSize(before + 1);
  }

  @Test
  void followsNoCircleOfRedirects() {
    server.redirects.put("/c/" + NAME, "/c/" + NAME);

    assertThatThrownBy(() -> files.pull(weights, mirror("/c"), UNHEARD))
        .hasMessageContaining("more than 5 redirects");
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.org/x.pth, is not among the allowed hosts",
    "http://download.pytorch.org/x.pth, only https is accepted",
    "https://download.pytorch.org.example.org/x.pth, is not among the allowed hosts",
    "file:///etc/passwd, is not an address of a file"
  })
  void refusesAddressesOfTheRegistryThatAreNotAllowed(String url, String reason) {
    OfficialWeights elsewhere = entry(weights.sha256Prefix(), URI.create(url));
    WeightsSource publisher = new WeightsSource.Publisher(AllowedHosts.of(List.of(), Map.of()));

    assertThatThrownBy(() -> files.pull(elsewhere, publisher, UNHEARD))
        .isInstanceOfSatisfying(
            CliException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_INPUT))
        .hasMessageContaining(url)
        .hasMessageContaining(reason);
  }

  @Test
  void everyOfficialAddressIsAllowedUnlessAccessMustBeAskedFor() {
    AllowedHosts hosts = AllowedHosts.of(List.of(), Map.of());

    assertThat(OfficialWeights.all().stream().filter(weights -> !weights.access().gated()))
        .allSatisfy(
            official -> {
              hosts.check(official.url());
              assertThat(official.url().getScheme()).isEqualTo("https");
              // Repositories of this host all call their file alike: it is stored by a name of
              // ours.
              String path = official.url().getPath();
              if (!"huggingface.co".equals(official.url().getHost())) {
                assertThat(path).endsWith("/" + official.fileName());
              } else {
                assertThat(path).contains("/resolve/");
              }
            });
  }

  @Test
  void aSiteCanReplaceTheAllowedHosts() {
    AllowedHosts hosts =
        AllowedHosts.of(
            List.of("Also.example.org"),
            Map.of(AllowedHosts.VARIABLE, "mirror.example.org, other.example.org"));

    assertThat(hosts.names())
        .containsExactly("also.example.org", "mirror.example.org", "other.example.org");
  }

  @Test
  void copiesFromAFolder() throws IOException {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    Files.write(disk.resolve(NAME), bytes);

    files.pull(weights, new WeightsSource.Folder(disk), UNHEARD);

    assertThat(files.path(weights)).hasBinaryContent(bytes);
  }

  @Test
  void namesTheFileThatAFolderLacks() {
    assertThatThrownBy(
            () -> files.pull(weights, new WeightsSource.Folder(folder.resolve("disk")), UNHEARD))
        .hasMessage("there is no file " + folder.resolve("disk").resolve(NAME));
  }

  @Test
  void leavesAFileToWhoeverIsFetchingIt() throws IOException {
    Files.createDirectories(files.folder());
    try (FileChannel channel =
            FileChannel.open(part(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();

      assertThatThrownBy(() -> files.pull(weights, mirror, UNHEARD))
          .hasMessageContaining("is being written by another");
    }
  }

  @Test
  void findsDamageThatThePublishedDigitsCannotShow() throws IOException {
    OfficialWeights unstated = entry("");
    files.pull(unstated, mirror, UNHEARD);
    bytes[5]++;
    Files.write(files.path(unstated), bytes);

    assertThatThrownBy(() -> files.verify(unstated)).hasMessageContaining("incomplete or altered");
  }

  @Test
  void saysWhichFileToPutWhere() {
    assertThat(files.advice("resnet18"))
        .contains("put " + NAME, weights.url().toString(), files.folder().toString())
        .contains("assay weights pull " + NAME);
    assertThatThrownBy(() -> files.verify(weights))
        .hasMessageContaining(files.path(weights) + " is missing")
        .hasMessageContaining("put " + NAME);
  }

  private Path part() {
    return files.folder().resolve(NAME + ".part");
  }

  private WeightsSource mirror(String path) {
    return new WeightsSource.Mirror(server.url(path), AllowedHosts.of(List.of(), Map.of()));
  }

  private static OfficialWeights entry(String prefix) {
    return entry(prefix, URI.create("https://download.pytorch.org/models/" + NAME));
  }

  private static OfficialWeights entry(String prefix, URI url) {
    return new OfficialWeights(
        NAME,
        "resnet18",
        prefix,
        Preprocessing.imageNet(),
        "ImageNet-1k",
        "BSD-3-Clause",
        url,
        "a paper",
        OfficialWeights.Content.NETWORK,
        OfficialWeights.Access.OPEN);
  }
}
