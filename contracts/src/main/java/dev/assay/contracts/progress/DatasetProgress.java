// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.progress;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.contracts.Check;
import dev.assay.contracts.cell.Keys;
import java.time.Duration;

/**
 * How many images of a data set have been scanned or packed. Best effort: sent directly as a
 * CloudEvent of type {@link #TYPE} to {@link #TOPIC}, keyed by the data set, kept for {@link
 * #RETENTION}, never part of a result. It is not an event of a study, because a data set is scanned
 * before a study uses it.
 *
 * @param dataset its name
 * @param scan id of the scan; each scan of a data set has another one
 * @param stage what is being done with the images
 * @param done images finished so far
 * @param total images in all, at least 1
 * @param quarantined files in quarantine so far
 */
public record DatasetProgress(
    String dataset,
    String scan,
    DatasetProgress.Stage stage,
    int done,
    int total,
    int quarantined) {
  public static final String TOPIC = "assay.dataset-progress.v1";
  public static final String TYPE = "dev.assay.dataset-progress.v1";
  public static final Duration RETENTION = Duration.ofDays(1);

  public DatasetProgress {
    Check.text("dataset", dataset);
    Check.text("scan", scan);
    Check.present("stage", stage);
    Check.atLeast("done", done, 0);
    Check.atLeast("total", total, Math.max(1, done));
    Check.atLeast("quarantined", quarantined, 0);
  }

  /** What is done with the images of a data set. */
  public enum Stage {
    /** Each image is read, hashed and decoded. The result is a version of the data set. */
    @JsonProperty("scanning")
    SCANNING("scanning"),
    /** The images of a version are resized for the networks of a study. */
    @JsonProperty("packing")
    PACKING("packing");

    private final String label;

    Stage(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /** The same each time that the same progress is published. */
  @JsonIgnore
  public String eventId() {
    return Keys.eventId(TYPE, dataset, scan, stage.label(), Integer.toString(done));
  }
}
