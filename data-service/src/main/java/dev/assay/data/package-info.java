// SPDX-License-Identifier: Apache-2.0
/**
 * Data sets, their versions and splits, weights, and studies with their state. The only service
 * that opens source images and knows their paths.
 *
 * <p>The rooms: {@code messaging} has the event consumers and the progress channel, {@code api} the
 * REST interface, {@code store} the tables; {@code dataset} registers versions, {@code ingestion}
 * collects new images in batches and works on them, {@code study} plans and submits studies, {@code
 * weights} registers weights files. {@link dev.assay.data.WorkFolder} has the uploaded images and
 * the temporary files. Decoding runs in this process; there is no child process.
 */
@NullMarked
package dev.assay.data;

import org.jspecify.annotations.NullMarked;
