#version 330
in vec3 position; in vec3 normal; in vec3 place; in vec3 paint;
uniform mat4 view_projection;
out vec3 world; out vec3 n; out vec3 p; flat out float surface; out float sole; out float nail; out float ao;
void main() {
    world = position;
    n = normal;
    p = place;
    surface = floor(paint.x);
    sole = fract(paint.x) / 0.9;
    nail = paint.y;
    ao = paint.z;
    gl_Position = view_projection * vec4(position, 1.0);
}
