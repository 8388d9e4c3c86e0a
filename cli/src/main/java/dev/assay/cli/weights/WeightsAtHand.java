// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.weights;

import dev.assay.cli.CliException;
import dev.assay.weights.WeightsException;
import dev.assay.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What really lies in a folder of weights: each file was read, and is usable or says why not.
 *
 * @param folder need not exist
 * @param files by name
 */
public record WeightsAtHand(Path folder, List<Found> files) {
  public WeightsAtHand {
    files = List.copyOf(files);
  }

  /**
   * One file.
   *
   * @param weights what is in it; absent: it cannot be used
   * @param fault why it cannot be used; empty if it can
   */
  public record Found(Path file, @Nullable WeightsFile weights, String fault) {
    /** Its name without the folder. */
    public String name() {
      return String.valueOf(file.getFileName());
    }

    public Optional<WeightsFile> usable() {
      return Optional.ofNullable(weights);
    }
  }

  /** Reads every weights file of a folder. */
  public static WeightsAtHand in(Path folder) {
    Path absolute = folder.toAbsolutePath().normalize();
    List<Found> found = new ArrayList<>();
    candidates(absolute).forEach(file -> found.add(found(file)));
    return new WeightsAtHand(absolute, found);
  }

  /** The networks that a study can start from; heads are not among them. */
  public List<WeightsFile> networks() {
    return files.stream()
        .flatMap(file -> file.usable().stream())
        .filter(weights -> weights.headLayers() == 0)
        .toList();
  }

  private static Found found(Path file) {
    try {
      return new Found(file, WeightsFile.inspect(file), "");
    } catch (WeightsException e) {
      return new Found(file, null, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return new Found(file, null, file + " cannot be read: " + e.getMessage());
    }
  }

  /** The files of a folder with one of the name endings of weights, by name; none is read. */
  public static List<Path> candidates(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).filter(WeightsFile::isCandidate).sorted().toList();
    } catch (IOException e) {
      throw CliException.environment(folder + " cannot be listed: " + e.getMessage());
    }
  }
}
