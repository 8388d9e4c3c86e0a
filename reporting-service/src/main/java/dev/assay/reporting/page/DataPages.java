// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.reporting.forwarding.Questions;
import dev.assay.rest.Problem;
import dev.assay.rest.ProblemException;
import jakarta.inject.Singleton;

/** What the pages of data sets show, as data-service tells it. */
@Singleton
class DataPages {
  private final Questions questions;
  private final Pages pages;
  private final ImagePages images;

  DataPages(Questions questions, Pages pages, ImagePages images) {
    this.images = images;
    this.questions = questions;
    this.pages = pages;
  }

  DatasetsPage list() {
    return DatasetsPage.of(pages.frame("data"), questions.datasets());
  }

  DatasetPage one(String name) {
    JsonNode now = questions.dataset(name, "");
    if (now.isMissingNode()) {
      throw new ProblemException(Problem.notFound("there is no data set '%s'".formatted(name)));
    }
    return DatasetPage.of(
        pages.frame("data"),
        now,
        questions.dataset(name, "/versions"),
        questions.dataset(name, "/splits"),
        questions.dataset(name, "/examples?each=8"),
        images.refusal());
  }

  LeaksPage leaks(String name) {
    JsonNode found = questions.dataset(name, "/leaks");
    if (found.isMissingNode()) {
      throw new ProblemException(Problem.notFound("there is no data set '%s'".formatted(name)));
    }
    return LeaksPage.of(pages.frame("data"), name, found, images.refusal());
  }

  UploadPage upload() {
    return UploadPage.of(pages.frame("data"), questions.layouts());
  }

  StartPage start() {
    return StartPage.of(pages.frame("start"), questions.datasets(), questions.weights());
  }
}
