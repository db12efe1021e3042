// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {INodeRegistry} from "../../../contracts/interfaces/INodeRegistry.sol";
import {Node} from "../../../contracts/types/NodeTypes.sol";
import {RegistryTest} from "./RegistryTest.sol";

contract SetDescriptorFloorTest is RegistryTest {
    function test_refusesWhoeverIsNotTheOperator() public {
        _register();
        _expect(INodeRegistry.NotOperator.selector, node.at, node.at);
        vm.prank(node.at);
        registry.setDescriptorFloor(node.at, FLOOR + 1);
    }

    function testFuzz_refusesAVersionThatIsNotHigher(uint64 version) public {
        version = version % (FLOOR + 1);
        _register();
        _expect(INodeRegistry.FloorNotHigher.selector, FLOOR, version);
        vm.prank(OPERATOR);
        registry.setDescriptorFloor(node.at, version);
    }

    function testFuzz_raisesTheFloorAndChangesNothingElse(uint64 version) public {
        version = FLOOR + 1 + version % (type(uint64).max - FLOOR);
        _register();
        vm.recordLogs();
        vm.prank(OPERATOR);
        registry.setDescriptorFloor(node.at, version);
        _assertOnlyEvent(INodeRegistry.DescriptorFloorRaised.selector, node.at, 0, 0, abi.encode(version));
        Node memory expected = _fresh();
        expected.descriptorFloor = version;
        _assertRecord(expected);
    }
}
