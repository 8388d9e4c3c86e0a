// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import dev.assay.embedded.FakeChildLib;
import dev.assay.weights.Safetensors;
import java.util.List;
import java.util.Map;

/** Starts {@link FakeTrainer} instead of the real trainer. */
public final class FakeTrainerLib extends FakeChildLib {
  @Override
  protected Class<?> fake() {
    return FakeTrainer.class;
  }

  @Override
  protected List<Class<?>> libraries() {
    return List.of(Safetensors.class);
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of(
        "assay.training.main-class", FakeTrainer.class.getName(), "assay.training.device", "cpu");
  }
}
