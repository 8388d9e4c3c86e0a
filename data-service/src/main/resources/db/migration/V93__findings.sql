-- What is known of each finding in an image that may show several: one character for each, in the
-- order of the classes of its version. Absent: the image has one class.
alter table image add column findings text;
