// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.contracts.Json;
import io.quarkus.arc.All;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** Answers have the JSON form of the contracts, which leaves absent values out. */
@Singleton
public class ContractJson {
  @Produces
  @Singleton
  ObjectMapper mapper(@All List<ObjectMapperCustomizer> customizers) {
    ObjectMapper mapper = Json.mapper();
    customizers.forEach(customizer -> customizer.customize(mapper));
    return mapper;
  }
}
