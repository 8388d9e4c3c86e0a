// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.progress.TransferLines;
import dev.assay.cli.weights.AllowedHosts;
import dev.assay.cli.weights.OfficialFiles;
import dev.assay.cli.weights.WeightsSource;
import dev.assay.weights.OfficialWeights;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "pull",
    mixinStandardHelpOptions = true,
    description = {
      "Fetch official weights, check them and put them where 'assay run' finds them.",
      "A broken transfer is resumed. Without internet: from a folder (--from) or a"
          + " mirror (--mirror)."
    })
final class WeightsPullCommand implements Callable<Integer> {
  static final String MIRROR = "ASSAY_WEIGHTS_MIRROR";
  private final Program program;
  private final List<OfficialWeights> registry;

  @Mixin private final WeightsOptions options = new WeightsOptions();

  @Parameters(
      arity = "1..*",
      paramLabel = "NAME",
      description =
          "A backbone (its usual weights and the heads for them) or a file; see 'assay"
              + " weights list'.")
  private List<String> names = List.of();

  @Option(
      names = "--from",
      paramLabel = "DIR",
      description = "Take the files from this folder, under their published names.")
  private @Nullable Path from;

  @Option(
      names = "--mirror",
      paramLabel = "URL",
      description =
          "Fetch URL/<file name> instead of the publisher's address (default:"
              + " $ASSAY_WEIGHTS_MIRROR).")
  private @Nullable URI mirror;

  @Option(
      names = "--allow-host",
      paramLabel = "HOST",
      description =
          "Also allow this host, for example as the target of a redirect; $ASSAY_WEIGHTS_HOSTS"
              + " replaces the list (default: download.pytorch.org, dl.fbaipublicfiles.com,"
              + " huggingface.co, github.com).")
  private List<String> allowed = List.of();

  @Option(
      names = "--accept-licence",
      description =
          "Also fetch weights whose licence restricts what they may be used for, e.g. to"
              + " research. 'assay weights list' shows every licence; read it first.")
  private boolean licenceAccepted;

  WeightsPullCommand(Program program, List<OfficialWeights> registry) {
    this.program = program;
    this.registry = registry;
  }

  /** One file that was fetched or already there. */
  record Pulled(String backbone, String file, String sha256, boolean fetched) {}

  @Override
  public Integer call() {
    OfficialFiles files = options.files(registry);
    WeightsSource source = source(System.getenv());
    List<OfficialWeights> wanted =
        names.stream().flatMap(name -> files.named(name).stream()).distinct().toList();
    wanted.forEach(weights -> checkTerms(weights, source));
    List<Pulled> pulled = new ArrayList<>();
    for (OfficialWeights weights : wanted) {
      pulled.add(pull(weights, files, source));
    }
    if (options.json()) {
      program.console().document(pulled);
    } else {
      pulled.forEach(file -> program.console().out().println(file.file()));
      program.console().out().flush();
    }
    return 0;
  }

  /** Refuses before anything is fetched. */
  private void checkTerms(OfficialWeights weights, WeightsSource source) {
    OfficialWeights.Access access = weights.access();
    if (access.restricted() && !licenceAccepted) {
      throw CliException.badInput(
          "%s is under the licence '%s', which restricts its use; read it, and if you accept it add --accept-licence"
              .formatted(weights.fileName(), weights.licence()));
    }
    if (access.gated() && source instanceof WeightsSource.Publisher) {
      throw CliException.badInput(
          "%s is given only to those who ask for it at %s; put the file into a folder and give that with --from, or give a --mirror that may have it"
              .formatted(weights.fileName(), access.page()));
    }
  }

  private Pulled pull(OfficialWeights weights, OfficialFiles files, WeightsSource source) {
    String file = files.path(weights).toString();
    Optional<String> there = intact(weights, files);
    if (there.isPresent()) {
      program.console().say(weights.fileName() + " is already there");
      return new Pulled(weights.backbone(), file, there.get(), false);
    }
    program.console().say("Fetching " + source.where(weights));
    TransferLines lines = new TransferLines(program.console(), weights.fileName());
    try {
      String sha256 = files.pull(weights, source, lines::at);
      lines.end();
      program.console().say("  sha256 " + sha256 + ": " + vouched(weights));
      return new Pulled(weights.backbone(), file, sha256, true);
    } finally {
      lines.end();
    }
  }

  private static String vouched(OfficialWeights weights) {
    int digits = weights.sha256Prefix().length();
    return digits == 0
        ? "no checksum of it is published; compare it with a copy you trust"
        : "the %d digits that are published agree".formatted(digits);
  }

  /** The SHA-256 of a file that is already there and complete. A damaged file is fetched again. */
  private Optional<String> intact(OfficialWeights weights, OfficialFiles files) {
    if (files.state(weights) != OfficialFiles.State.HERE) {
      return Optional.empty();
    }
    try {
      return Optional.of(files.verify(weights));
    } catch (CliException e) {
      program.console().say(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private WeightsSource source(Map<String, String> environment) {
    if (from != null && mirror != null) {
      throw CliException.badInput("--from and --mirror exclude each other");
    }
    if (from != null) {
      return new WeightsSource.Folder(from.toAbsolutePath().normalize());
    }
    AllowedHosts hosts = AllowedHosts.of(allowed, environment);
    String variable = environment.getOrDefault(MIRROR, "");
    if (mirror != null) {
      return new WeightsSource.Mirror(mirror, hosts);
    }
    return variable.isBlank()
        ? new WeightsSource.Publisher(hosts)
        : new WeightsSource.Mirror(mirror(variable), hosts);
  }

  private static URI mirror(String variable) {
    try {
      return URI.create(variable.strip());
    } catch (IllegalArgumentException e) {
      throw CliException.badInput(
          "%s is '%s', which is not an address such as https://mirror.example.org/weights"
              .formatted(MIRROR, variable));
    }
  }
}
