// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.contracts.Json;
import io.quarkus.arc.All;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The JSON of every answer: that of the contracts, which leaves absent values out, with points in
 * time in ISO 8601. One for all services, since each has answers that are not its own, such as the
 * records that it has set aside.
 */
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
