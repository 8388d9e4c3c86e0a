/** The services as the commands see them: reporting-service's REST interface and nothing else. */
@NullMarked
package dev.assay.cli.client;

import org.jspecify.annotations.NullMarked;
