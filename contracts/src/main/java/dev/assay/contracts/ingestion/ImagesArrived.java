package dev.assay.contracts.ingestion;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Check;
import java.util.HashSet;
import java.util.List;

/**
 * New images of a registered data set are in the artifact store. Whoever put them there says so, as
 * a CloudEvent of type {@link #TYPE} on a topic that the operator names; an id that was said before
 * is not heard again.
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
   * @param path in the data set, as its layout wants it, such as {@code train/NORMAL/1.png}
   * @param file the image's bytes
   */
  public record Image(String path, ArtifactRef file) {
    public Image {
      Check.text("images.path", path);
      Check.present("images.file", file);
    }
  }
}
