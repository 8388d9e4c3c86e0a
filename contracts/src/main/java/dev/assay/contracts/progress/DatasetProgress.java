package dev.assay.contracts.progress;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.contracts.Check;
import dev.assay.contracts.cell.Keys;
import java.time.Duration;

/**
 * How far the images of a data set are. Best effort: sent directly as a CloudEvent of type {@link
 * #TYPE} to {@link #TOPIC}, keyed by the data set, kept for {@link #RETENTION}, never part of a
 * result. It is no event of a study, because a data set is read before any study has it.
 *
 * @param dataset its name
 * @param scan tells one reading of its images from the next
 * @param stage what is done with the images
 * @param done images finished so far
 * @param total images in all, at least 1
 * @param quarantined files left out so far, among the images or beside them
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
    /** Each is read, hashed and decoded: this makes a version. */
    @JsonProperty("scanning")
    SCANNING("scanning"),
    /** Those of a version are resized for the networks of a study. */
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

  /** The same however often it is said. */
  @JsonIgnore
  public String eventId() {
    return Keys.eventId(TYPE, dataset, scan, stage.label(), Integer.toString(done));
  }
}
