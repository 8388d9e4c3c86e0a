// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import jakarta.inject.Singleton;
import jakarta.ws.rs.NotFoundException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The name of this service, which is in the paths that every service has. */
@Singleton
class ThisService {
  private final String name;

  ThisService(@ConfigProperty(name = "quarkus.application.name") String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /**
   * @throws NotFoundException if a path names another service
   */
  void require(String service) {
    if (!name.equals(service)) {
      throw new NotFoundException("this is " + name + ", not " + service);
    }
  }
}
