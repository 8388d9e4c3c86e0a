// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.mlflow;

import dev.assay.cli.CliException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One run as a tracking server keeps it.
 *
 * @param key finds it again; unique over all studies
 * @param parent key of the run that this one is listed under; empty: none
 * @param name that people see
 * @param status how far it is
 * @param params what it was made with; never changes
 * @param tags what else is known of it
 * @param points in the order of their steps
 * @param files to upload with it
 */
record TrackedRun(
    String key,
    String parent,
    String name,
    Status status,
    SortedMap<String, String> params,
    SortedMap<String, String> tags,
    List<Point> points,
    List<Upload> files) {
  /** What the server takes as a name; others it refuses or takes by its version. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_\\-. :/]{1,250}");

  TrackedRun {
    params = new TreeMap<>(params);
    tags = new TreeMap<>(tags);
    points = List.copyOf(points);
    files = List.copyOf(files);
    params.keySet().forEach(TrackedRun::checkName);
    tags.keySet().forEach(TrackedRun::checkName);
    points.forEach(point -> checkName(point.metric()));
    params.replaceAll((ignored, value) -> Shortened.of(value, Shortened.PARAMETER));
    tags.replaceAll((ignored, value) -> Shortened.of(value, Shortened.TAG));
  }

  /** As the server calls it. */
  enum Status {
    RUNNING,
    FINISHED,
    FAILED,
    KILLED
  }

  /**
   * A value of a metric.
   *
   * @param step the epoch; 0 for what is measured once
   */
  record Point(String metric, double value, long step) {}

  /**
   * @param path on the server, with {@code /} between its parts
   */
  record Upload(String path, Path file) {}

  private static void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw CliException.badInput(
          "'%s' cannot be a name on an MLflow server; it takes at most 250 letters, digits and _-. :/"
              .formatted(name));
    }
  }
}
