// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.erasure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an erasure removes.
 *
 * @param erasure its id, under which the receipt is found; absent in a dry run
 * @param subject what is erased
 * @param versions of data sets that are removed
 * @param weights SHA-256 of weights files that are removed
 * @param studies whose data are withdrawn
 * @param images how many images of these versions are erased; absent: whole versions are
 * @param rests versions without these images, which take the place of current ones
 * @param filesOutside files of images that lie in folders which the operator registered: they stay,
 *     and the next registration of the folder finds them again
 * @param notes what the operator must know
 */
public record ErasureView(
    @Nullable String erasure,
    String subject,
    List<Version> versions,
    List<String> weights,
    List<Study> studies,
    @Nullable Integer images,
    List<Version> rests,
    long filesOutside,
    List<String> staying,
    List<String> notes) {

  /** A version of a data set. */
  public record Version(String dataset, String version, long images) {}

  /**
   * A study.
   *
   * @param state before
   */
  public record Study(String studyId, String name, String state) {}

  ErasureView under(String id) {
    return new ErasureView(
        id, subject, versions, weights, studies, images, rests, filesOutside, staying, notes);
  }
}
