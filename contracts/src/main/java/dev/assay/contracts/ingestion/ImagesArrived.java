// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.ingestion;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Check;
import java.util.HashSet;
import java.util.List;

/**
 * New images of a registered data set are in the artifact store. The system that put them there
 * publishes this as a CloudEvent of type {@link #TYPE} on a topic that the operator configures. An
 * event with an id that was received before is ignored.
 *
 * @param dataset name of a data set that was uploaded
 * @param images at least one; paths distinct
 */
public record ImagesArrived(String dataset, List<ImagesArrived.Image> images) {
  public static final String TYPE = "dev.assay.images-arrived.v1";

  public ImagesArrived {
    Check.text("dataset", dataset);
    images = List.copyOf(Check.notEmpty("images", images));
    if (new HashSet<>(images.stream().map(Image::path).toList()).size() != images.size()) {
      throw new IllegalArgumentException("images must have distinct paths");
    }
  }

  /**
   * @param path in the data set, in the form that its layout requires, such as {@code
   *     train/NORMAL/1.png}
   * @param file the image's bytes
   */
  public record Image(String path, ArtifactRef file) {
    public Image {
      Check.text("images.path", path);
      Check.present("images.file", file);
    }
  }
}
