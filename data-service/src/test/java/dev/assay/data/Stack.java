// SPDX-License-Identifier: Apache-2.0
package dev.assay.data;

import dev.assay.embedded.StackTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A real broker and a real database, the same ones for all tests of this service. */
@QuarkusTestResource(
    value = StackTestResource.class,
    initArgs = {
      @ResourceArg(name = "service", value = "data"),
      @ResourceArg(
          name = "topics",
          value =
              "assay.study-submitted.v1,assay.split-published.v1,assay.evaluation-completed.v1,"
                  + "assay.cell-failed.v1,assay.study-cancel-requested.v1,assay.study-finished.v1,"
                  + "assay.dead-letter.data-service,assay.images-arrived.v1,assay.s3-events,"
                  + "assay.dataset-progress.v1,"
                  + "assay.erasure-requested.v1,assay.erasure-confirmed.v1")
    })
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Stack {}
