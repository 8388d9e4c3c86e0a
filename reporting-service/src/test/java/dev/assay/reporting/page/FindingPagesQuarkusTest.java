// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Hash;
import dev.assay.reporting.FindingStudy;
import dev.assay.reporting.SampleStudy;
import dev.assay.reporting.StackOfReporting;
import dev.assay.reporting.store.EventLog;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages and files of a study whose images may show several findings, as the service sends them. */
@QuarkusTest
@WithTestResource(StackOfReporting.class)
class FindingPagesQuarkusTest {
  private static final String STUDY = "f1f1f1f1f1f1";
  private static final String OF_CLASSES = "f2f2f2f2f2f2";
  private static final String IMAGE = Hash.ofText("image 39");

  @Inject EventLog log;
  @Inject ArtifactStore store;

  private String cell;

  @BeforeEach
  void seed() {
    FindingStudy study = new FindingStudy(STUDY, store);
    cell = "/view/" + STUDY + "/cells/" + study.cell().cellId();
    if (log.revision(STUDY).events() == 0) {
      QuarkusTransaction.requiringNew()
          .run(
              () -> {
                study.finished().forEach(e -> log.add(e.eventId(), e, Instant.EPOCH));
                new SampleStudy(OF_CLASSES, store)
                    .finished()
                    .forEach(e -> log.add(e.eventId(), e, Instant.EPOCH));
              });
    }
  }

  @Test
  void showsTheImagesOfOneFindingAndAllFindingsOfOneImage() {
    given()
        .get(cell)
        .then()
        .statusCode(200)
        .body(containsString(">hernia</a>: present in 0, absent in 7, not known of 1"));
    given()
        .queryParam("finding", FindingStudy.FINDINGS.get(1))
        .queryParam("truth", "unknown")
        .get(cell + "/images")
        .then()
        .statusCode(200)
        .body(containsString("<h1>Test images: =\u00d6dem &quot;links&quot;</h1>"))
        .body(containsString("Images 1 to 3 of 3"));
    given()
        .get(cell + "/images/" + IMAGE)
        .then()
        .statusCode(200)
        .body(containsString("<caption>Probability of each finding by each run"))
        .body(containsString("<small>this cell</small>"));
  }

  @Test
  void refusesWhatIsNoFindingNamingWhatIs() {
    String accepted =
        "finding must be one of Mass, large, =\u00d6dem &quot;links&quot;, hernia, not";
    given()
        .get(cell + "/images?finding=mass")
        .then()
        .statusCode(400)
        .body(containsString(accepted));
    given()
        .get(cell + "/images/" + IMAGE + "?finding=mass")
        .then()
        .statusCode(400)
        .body(containsString(accepted));
    given()
        .get(cell + "/images/" + "0".repeat(64))
        .then()
        .statusCode(404)
        .body(containsString("the cell has no test image"));
    given()
        .get(cell + "/images/" + IMAGE + "/explanation?seed=1&label=3")
        .then()
        .statusCode(400)
        .body("detail", equalTo("label must be the index of a finding, 0 to 2, not '3'"));
  }

  @Test
  void imagesOfOneClassHaveNoFindings() {
    String other = cell.replace(STUDY, OF_CLASSES);
    given()
        .get(other + "/images")
        .then()
        .statusCode(200)
        .body(containsString("the most wrong first"))
        .body(not(containsString("finding")));
    given()
        .get(other + "/images?truth=absent")
        .then()
        .statusCode(400)
        .body(
            containsString("truth is &#39;absent&#39;, but each image of this cell has one class"));
  }

  @Test
  void exportsWhatEvaluateReads() {
    given()
        .get("/studies/" + STUDY + "/files/predictions/phantom/mobilenet_v2_frozen/seed-1.test.csv")
        .then()
        .statusCode(200)
        .body(containsString("image_id,group,part,\"true_Mass, large\",\"true_=\u00d6dem"));
    given()
        .get("/studies/" + STUDY + "/files/README.md")
        .then()
        .statusCode(200)
        .body(containsString("left out: the layout of the original study"));
  }
}
