// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.mlflow.MlflowAddress;
import dev.assay.cli.mlflow.MlflowExport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A tracking server that gets an export.
 *
 * @param files parts whose files are uploaded
 */
record MlflowTarget(MlflowAddress address, Optional<String> experiment, List<String> files) {
  /** Parts that metrics are read from. */
  static final List<String> READ = List.of("losses", "report");

  /** Parts that say nothing of single images. */
  static final List<String> USUAL = List.of("models", "losses", "report", "figures");

  MlflowTarget {
    files = List.copyOf(files);
  }

  /** Parts of an export that is made for the server alone. */
  List<String> needed() {
    TreeSet<String> needed = new TreeSet<>(READ);
    needed.addAll(files);
    return List.copyOf(needed);
  }

  MlflowExport.Sent send(Path export, Consumer<String> say) {
    try {
      return new MlflowExport(InstantSource.system(), say).send(export, address, experiment, files);
    } catch (IOException e) {
      throw CliException.environment("the export cannot be read: " + e.getMessage());
    }
  }
}
