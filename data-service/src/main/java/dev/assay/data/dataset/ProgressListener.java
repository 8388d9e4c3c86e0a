package dev.assay.data.dataset;

import dev.assay.contracts.progress.DatasetProgress;

/** Is told how far the images of a data set are; whether anybody hears it changes nothing. */
public interface ProgressListener {
  void heard(DatasetProgress event);
}
