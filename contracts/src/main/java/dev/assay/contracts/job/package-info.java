/** What a service and its trainer or scorer child process say to each other. */
@NullMarked
package dev.assay.contracts.job;

import org.jspecify.annotations.NullMarked;
