#version 330
#include common

in vec3 world;
in vec2 t;
uniform sampler2D pattern;
uniform vec3 tint;
uniform float contact;
uniform vec3 plane_normal;
uniform float sheen;
uniform vec3 eye;
layout(location = 0) out vec4 color;
layout(location = 1) out vec4 label;
layout(location = 2) out vec4 coords;
void main() {
    vec3 albedo = pow(texture(pattern, t).rgb, vec3(2.2)) * tint;
    float shadow = lit(key_shadow, key_matrix, world, key_blur, 0.001);
    float open = lit(sky_shadow, sky_matrix, world, sky_blur, 0.001);
    vec3 light = key_color * max(dot(plane_normal, key_direction), 0.0) * mix(0.12, 1.0, shadow)
               + (sky_color + fill_color * 0.5) * mix(1.0 - contact, 1.0, open);
    vec3 v = normalize(eye - world);
    float spec = pow(max(dot(plane_normal, normalize(key_direction + v)), 0.0), 40.0) * sheen * shadow;
    color = vec4(pow(clamp(albedo * light + spec * key_color, 0.0, 1.0), vec3(1.0 / 2.2)), 1.0);
    label = vec4(0.0);
    coords = vec4(0.0);
}
