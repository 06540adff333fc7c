#version 330
in vec3 position; in vec2 uv; uniform mat4 view_projection; out vec3 world; out vec2 t;
void main() { world = position; t = uv; gl_Position = view_projection * vec4(position, 1.0); }
