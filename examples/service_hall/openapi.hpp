// What api.cpp answers, as OpenAPI 3 describes it.
#pragma once

#include <string_view>

namespace hall {

inline constexpr std::string_view openapi = R"json({
  "openapi": "3.0.3",
  "info": {
    "title": "Service hall",
    "version": "1",
    "description": "Trains and classes for other programs. Orders are at /open311/v2, as GeoReport v2 describes them."
  },
  "paths": {
    "/api/board.json": {
      "get": {
        "summary": "The trains of a station within 24 hours",
        "parameters": [
          {"name": "station", "in": "query", "required": true, "description": "Its name, in Chinese or English", "schema": {"type": "string"}, "example": "格尔木"},
          {"$ref": "#/components/parameters/at"},
          {"name": "most", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 500, "default": 40}}
        ],
        "responses": {
          "200": {"description": "By time", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/board"}}}},
          "400": {"$ref": "#/components/responses/wrong"},
          "404": {"$ref": "#/components/responses/unknown"}
        }
      }
    },
    "/api/journeys.json": {
      "get": {
        "summary": "Journeys that leave within 24 hours",
        "description": "Those of which no other leaves later, arrives sooner and has fewer changes, by departure.",
        "parameters": [
          {"name": "from", "in": "query", "required": true, "description": "The name of a station", "schema": {"type": "string"}, "example": "西宁"},
          {"name": "to", "in": "query", "required": true, "description": "The name of a station", "schema": {"type": "string"}, "example": "花土沟"},
          {"$ref": "#/components/parameters/at"},
          {"name": "most", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}}
        ],
        "responses": {
          "200": {"description": "By departure", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/journeys"}}}},
          "400": {"$ref": "#/components/responses/wrong"},
          "404": {"$ref": "#/components/responses/unknown"}
        }
      }
    },
    "/api/classes.json": {
      "get": {
        "summary": "Classes, their seats and the sessions to come",
        "responses": {
          "200": {"description": "In the order of the feed", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/classes"}}}}
        }
      }
    },
    "/venues.ics": {
      "get": {
        "summary": "Classes, bookings, activities and fairs as a calendar to subscribe to",
        "description": "What is held at somebody's home is not in it.",
        "parameters": [
          {"name": "lang", "in": "query", "schema": {"type": "string", "enum": ["zh", "en"]}}
        ],
        "responses": {
          "200": {"description": "One VCALENDAR (RFC 5545)", "content": {"text/calendar": {"schema": {"type": "string"}}}}
        }
      }
    }
  },
  "components": {
    "parameters": {
      "at": {"name": "at", "in": "query", "description": "From when on, on the clock of the community; now where it is not given", "schema": {"type": "string"}, "example": "2021-12-24T09:00"}
    },
    "responses": {
      "wrong": {"description": "A field is missing or cannot be read", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/error"}}}},
      "unknown": {"description": "There is no such station, or no timetable", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/error"}}}}
    },
    "schemas": {
      "error": {
        "type": "object",
        "required": ["code", "description"],
        "properties": {"code": {"type": "integer"}, "description": {"type": "string"}}
      },
      "board": {
        "type": "object",
        "required": ["board"],
        "properties": {"board": {"type": "array", "items": {"type": "object", "required": ["trip_id", "number"], "properties": {
          "trip_id": {"type": "string"}, "number": {"type": "string"}}}}}
      },
      "journeys": {
        "type": "object",
        "required": ["journeys"],
        "properties": {"journeys": {"type": "array", "items": {"type": "object", "required": ["legs"], "properties": {
          "legs": {"type": "array", "items": {"type": "object"}}}}}}
      },
      "classes": {
        "type": "object",
        "required": ["classes"],
        "properties": {"classes": {"type": "array", "items": {"type": "object", "required": ["id", "enrolled", "waiting", "sessions"], "properties": {
          "id": {"type": "string"}, "name_zh": {"type": "string"}, "name_en": {"type": "string"},
          "teacher_zh": {"type": "string"}, "teacher_en": {"type": "string"},
          "place": {"type": "string", "description": "The key of the place where it usually is"},
          "capacity": {"type": "integer", "description": "Missing where it is not limited"},
          "enrolled": {"type": "integer"}, "waiting": {"type": "integer"},
          "sessions": {"type": "array", "items": {"type": "object", "required": ["id", "place", "from", "until"], "properties": {
            "id": {"type": "string"}, "place": {"type": "string"},
            "from": {"type": "string", "format": "date-time"}, "until": {"type": "string", "format": "date-time"}}}}}}}}
      }
    }
  }
}
)json";

} // namespace hall
